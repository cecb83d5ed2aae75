import Compute

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension StepTask {
    /// Throws away what the task made, for nobody waits for it any more.
    package func discard() {
        if case .success(let product) = takeOutcome() { product.discard() }
    }
}

extension StepProduct {
    /// Removes the file of an output that nobody will put in place.
    func discard() {
        if let staged = output?.staged { unlink(staged.temporary) }
    }
}
