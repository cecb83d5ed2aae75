internal import CSystem
import Columnar
import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The way that a run's data take to its worker processes and back: memory that both map and, from the first time that there is none
/// to be had, a service of the run that both can reach. It changes once and for all. Any thread.
final class DataCarriage: Sendable {
    struct Service: Sendable {
        let transfers: Transfers
        let address: String
        fileprivate let service: any DataService
    }

    private let sharing: DataSharing
    private let events: EventBus
    private let state = Locked<Result<Service, RunFault>?>(nil)

    init(_ sharing: DataSharing, events: EventBus) {
        self.sharing = sharing
        self.events = events
    }

    /// Nil: data travel in shared memory.
    var service: Service? { state.withLock { try? $0?.get() } }

    /// Looks which way it is to be.
    ///
    /// - Throws: where there is none.
    func prepare() throws(RunFault) {
        if let misunderstanding = sharing.misunderstanding { throw RunFault(.workerFailed, misunderstanding) }
        if let reason = sharing.refusal ?? Self.hindrance() { _ = try change(because: reason) }
    }

    /// From now on data travel by the service, which is started where it has not been. Blocks for a moment.
    ///
    /// - Throws: where that cannot be; the message says what to do.
    func change(because reason: String) throws(RunFault) -> Service {
        let (way, isNew) = state.withLock { state in
            if let state { return (state, false) }
            let made = start(because: reason)
            state = made
            return (made, true)
        }
        if isNew, case .success = way {
            events.publish(
                .logLine(nil, "shared memory is not to be had (\(reason)): data travel by Arrow Flight"))
        }
        return try way.get()
    }

    /// After the last step. Blocks, in bounded time.
    func close() {
        let way = state.withLock { state in
            defer { state = nil }
            return state
        }
        if case .success(let service) = way { service.service.close() }
    }

    private func start(because reason: String) -> Result<Service, RunFault> {
        func fault(_ why: String) -> RunFault {
            RunFault(
                .workerFailed,
                "shared memory is not to be had (\(reason)), and data cannot travel by Arrow Flight in its place: \(why); run in threads (--mode threads), which need neither"
            )
        }
        guard let start = sharing.startService else { return .failure(fault("this program does not have it")) }
        do {
            let service = try start()
            let transfers = Transfers()
            service.open(transfers)
            return .success(Service(transfers: transfers, address: service.address, service: service))
        } catch {
            return .failure(fault("\(error)"))
        }
    }

    /// Why memory cannot be shared by this process and those it starts; nil: it can.
    private static func hindrance() -> String? {
        let memory: SharedMemory
        do throws(ColumnarError) {
            memory = try SharedMemory.make { (_: Int32) throws(ColumnarError) in () }.memory
        } catch {
            return error.message
        }
        var ends: [Int32] = [-1, -1]
        guard weir_channel_make(&ends) == 0 else { return nil }
        defer { for end in ends { closeDescriptor(end) } }
        var byte: UInt8 = 0
        let descriptors = [memory.descriptor ?? -1]
        let sent = weir_channel_send(ends[0], &byte, 1, descriptors, 1, false)
        guard sent == 1 else { return "descriptors cannot be sent: \(String(cString: strerror(Int32(-sent))))" }
        var received = [Int32](repeating: -1, count: WorkerFrame.perMessage)
        var count = 0
        let found = weir_channel_receive(ends[1], &byte, 1, &received, &count, false)
        for descriptor in received.prefix(count) { closeDescriptor(descriptor) }
        guard found == 1, count == 1 else { return "descriptors do not arrive where they are sent" }
        return nil
    }
}

/// `close(2)`, for types that have a `close` of their own.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
