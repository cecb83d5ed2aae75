#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// `read(2)`, for types that have a `read` of their own.
package func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
