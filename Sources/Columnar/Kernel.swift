internal import CArrow

/// What a kernel takes and returns.
package enum Datum: Sendable {
    case column(Column)
    case scalar(Scalar)
}

/// Arrow's compute functions, by the names of its registry. Safe to call from any thread; a call blocks until done.
package enum Kernel {
    /// Calls the function `name`. Scalars stand for a column that repeats them. A struct result of an aggregate comes
    /// back as a column of one row. Throws `.notFound` where there is no such function, `.unsupported` where it has no
    /// kernel for these types, and what the function throws on values (`.overflow`, `.invalid`).
    package static func call(
        _ name: String, _ arguments: [Datum], _ options: KernelOptions = .none
    ) throws(ColumnarError) -> Datum {
        var handles: [ScalarHandle] = []
        var cArguments: [CArrowArgument] = []
        for argument in arguments {
            switch argument {
            case .column(let column):
                cArguments.append(CArrowArgument(column: column.handle.pointer, scalar: nil))
            case .scalar(let scalar):
                let handle = try ScalarHandle(scalar)
                handles.append(handle)
                cArguments.append(CArrowArgument(column: nil, scalar: handle.pointer))
            }
        }
        let cOptions = try options.make()
        defer { if let cOptions { carrow_options_release(cOptions) } }
        var column: OpaquePointer?
        var scalar: OpaquePointer?
        try ColumnarError.check { error in
            withExtendedLifetime((arguments, handles)) {
                carrow_call(name, cArguments, cArguments.count, cOptions, &column, &scalar, error)
            }
        }
        if let column { return .column(Column(taking: column)) }
        guard let scalar else { throw ColumnarError(.internal, "the kernel \(name) returned nothing") }
        return .scalar(try ScalarHandle(taking: scalar).scalar())
    }

    /// The result as a column; a scalar result (of scalar arguments) becomes a column of one row.
    package static func column(
        _ name: String, _ arguments: [Datum], _ options: KernelOptions = .none
    ) throws(ColumnarError) -> Column {
        switch try call(name, arguments, options) {
        case .column(let column): return column
        case .scalar(let scalar): return try Column(repeating: scalar, count: 1)
        }
    }

    package static func column(
        _ name: String, _ arguments: Column..., options: KernelOptions = .none
    ) throws(ColumnarError) -> Column {
        try column(name, arguments.map { .column($0) }, options)
    }

    /// The result of a function that returns one value.
    package static func scalar(
        _ name: String, _ arguments: [Datum], _ options: KernelOptions = .none
    ) throws(ColumnarError) -> Scalar {
        switch try call(name, arguments, options) {
        case .scalar(let scalar): return scalar
        case .column: throw ColumnarError(.invalid, "the kernel \(name) returns a column, not one value")
        }
    }

    package static func scalar(
        _ name: String, _ argument: Column, options: KernelOptions = .none
    ) throws(ColumnarError) -> Scalar {
        try scalar(name, [.column(argument)], options)
    }

    package static func exists(_ name: String) -> Bool { carrow_kernel_exists(name) }
}
