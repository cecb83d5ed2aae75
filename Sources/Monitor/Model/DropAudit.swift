/// What drops promised against what came back: bytes by the engine's account, by the allocator's, and of the process.
package struct DropAudit: Sendable, Hashable {
    /// Bytes that the dropped slots alone kept alive, as the engine accounts them.
    package internal(set) var promised = 0
    /// By how much the allocator's bytes in use fell across drops; drops across which they rose, since other steps ran, count nothing.
    package internal(set) var returned = 0
    /// Bytes by which the process's resident memory changed between the samples around drops; nil: none yet.
    package internal(set) var residentChange: Int?

    /// Of what was promised, as far as any was.
    package var returnedShare: Double? { promised > 0 ? Double(returned) / Double(promised) : nil }
}
