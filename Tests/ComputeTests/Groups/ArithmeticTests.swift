import Columnar
import Compute
import Plan
import Testing

@Suite("Arithmetic")
struct ArithmeticTests {
    @Test(
        "point by point over integers",
        arguments: [
            ("add", ["10", "-4", nil]), ("subtract", ["4", "-10", nil]), ("multiply", ["21", "-21", nil]),
            ("divide", ["2.3333333333333335", "-2.3333333333333335", nil]), ("modulo", ["1", "-1", nil]),
            ("power", ["343", "-343", nil]),
        ] as [(String, [String?])])
    func integers(operation: String, expected: [String?]) throws {
        var table = TestTable(["a": try Column(int64s: [7, -7, nil]), "b": try Column(int64s: [3, 3, 3])])
        #expect(try table.texts("a&b__\(operation)_point") == expected)
        #expect(try table.texts("{name: a__\(operation)_constant, options: {constant: 3}}") == expected)
    }

    @Test("floats follow IEEE 754")
    func floats() throws {
        var table = TestTable([
            "a": try Column(doubles: [1, -1, 0, .nan, 5.5]), "b": try Column(doubles: [0, 0, 0, 1, -2]),
        ])
        let quotients = try table.doubles("a&b__divide_point")
        #expect(quotients[0] == .infinity)
        #expect(quotients[1] == -.infinity)
        #expect(quotients[2]?.isNaN == true)
        #expect(quotients[3]?.isNaN == true)
        #expect(try table.doubles("a&b__modulo_point")[4] == 1.5)
        #expect(try table.doubles("{name: a__power_constant, options: {constant: 0.5}}")[0] == 1)
    }

    @Test("a zero integer divisor is an error, in columns and constants", arguments: ["divide", "modulo"])
    func zeroDivisor(operation: String) throws {
        var table = TestTable(["a": try Column(int64s: [1]), "b": try Column(int64s: [0])])
        #expect { try table.texts("a&b__\(operation)_point") } throws: { ($0 as? ComputeError)?.code == .arithmetic }
        #expect { try table.texts("{name: a__\(operation)_constant, options: {constant: 0}}") } throws: {
            ($0 as? ComputeError)?.code == .arithmetic
        }
    }

    @Test("a zero beside a null divides nothing")
    func zeroBesideNull() throws {
        var table = TestTable(["a": try Column(int64s: [nil, 4]), "b": try Column(int64s: [0, 2])])
        #expect(try table.texts("a&b__divide_point") == [nil, "2"])
    }

    @Test("integers that do not fit are an error", arguments: ["add", "subtract", "multiply"])
    func overflow(operation: String) throws {
        var table = TestTable([
            "a": try Column(int64s: [operation == "subtract" ? .min : .max]), "b": try Column(int64s: [2]),
        ])
        #expect { try table.texts("a&b__\(operation)_point") } throws: { ($0 as? ComputeError)?.code == .arithmetic }
    }

    @Test("integers of 32 bits are computed in 64, and meet floats as floats")
    func widths() throws {
        var table = TestTable(["i": try Column(int32s: [.max]), "d": try Column(doubles: [0.5])])
        #expect(try table.texts("{name: i__add_constant, options: {constant: 1}}") == ["2147483648"])
        #expect(try table.doubles("i&d__add_point") == [2_147_483_647.5])
    }

    @Test("a family meets a column member by member")
    func family() throws {
        var table = TestTable(["c": try Column(strings: ["x", "y"]), "n": try Column(int64s: [10, 20])])
        guard case .family(let family) = try table.compute("c__onehot_encoded&n__multiply_point").data else {
            Issue.record("expected a family")
            return
        }
        #expect(family.suffixes == ["x", "y"])
        #expect(try family.members.map { try $0.column.int64s() } == [[10, 0], [0, 20]])
    }

    @Test("no rows")
    func empty() throws {
        var table = TestTable(["a": try Column(int64s: []), "b": try Column(int64s: [])])
        #expect(try table.texts("a&b__divide_point") == [])
    }
}
