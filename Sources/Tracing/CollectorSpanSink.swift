#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A collector of traces, over HTTP: a request a document.
final class CollectorSpanSink: SpanSink {
    private let address: CollectorAddress
    private let headers: [TraceSettings.Header]
    private let timeout: Int32
    /// What the collector said it did not take though it took the rest.
    private(set) var rejections: [String] = []

    /// - Parameter timeout: milliseconds that one request may take.
    init(_ address: CollectorAddress, headers: [TraceSettings.Header], timeout: Int32) {
        self.address = address
        self.headers = headers
        self.timeout = timeout
    }

    func deliver(_ document: [UInt8]) throws(DeliveryFailure) {
        let response = try HTTPExchange.post(document, to: address, headers: headers, timeout: timeout)
        switch response.status {
        case 200..<300: note(response.body)
        case 429, 502, 503, 504: throw DeliveryFailure(message: "it answered \(response.status)", isPassing: true)
        default:
            throw DeliveryFailure(message: "it answered \(response.status)\(said(response.body))", isPassing: false)
        }
    }

    func close() throws(DeliveryFailure) {
        guard !rejections.isEmpty else { return }
        throw DeliveryFailure(message: "it did not take all: \(rejections.joined(separator: "; "))", isPassing: false)
    }

    private func note(_ body: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)),
            let partial = answer.partialSuccess,
            partial.rejected > 0 || !(partial.errorMessage ?? "").isEmpty, rejections.count < 3
        else { return }
        rejections.append("\(partial.rejected) spans rejected\(partial.errorMessage.map { ", \($0)" } ?? "")")
    }

    /// The collector's own words, where it has any.
    private func said(_ body: [UInt8]) -> String {
        guard let status = try? JSONDecoder().decode(Status.self, from: Data(body)), let message = status.message else {
            return ""
        }
        return ": \(message.prefix(200))"
    }

    private struct Status: Decodable {
        var message: String?
    }

    private struct Answer: Decodable {
        struct Partial: Decodable {
            /// A 64-bit number, so in text; some collectors write a number.
            var rejectedSpans: Count?
            var errorMessage: String?
            var rejected: Int { rejectedSpans?.value ?? 0 }
        }
        struct Count: Decodable {
            var value: Int
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    value = Int(text) ?? 0
                } else {
                    value = try container.decode(Int.self)
                }
            }
        }
        var partialSuccess: Partial?
    }
}
