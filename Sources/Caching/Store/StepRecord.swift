package import Columnar
package import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is kept of a step beside its data, so that it need not be done again: of a check that it holds, of a write what it wrote.
package struct StepRecord: Sendable, Codable {
    package struct Output: Sendable, Codable {
        package var preview: TablePreview
        /// Of the file, or of the data in memory.
        package var bytes: Int
        /// Of the file; nil: it has none.
        package var file: ContentHash?

        package init(preview: TablePreview, bytes: Int, file: ContentHash?) {
            self.preview = preview
            self.bytes = bytes
            self.file = file
        }
    }

    package var rows: Int
    /// Of a write.
    package var output: Output?

    package init(rows: Int, output: Output? = nil) {
        self.rows = rows
        self.output = output
    }

    init?(encoded bytes: [UInt8]) {
        guard let record = try? JSONDecoder().decode(StepRecord.self, from: Data(bytes)) else { return nil }
        self = record
    }

    /// Texts and numbers can always be encoded; a statistic that is none could not, and then there is no record.
    var encoded: [UInt8] { (try? JSONEncoder().encode(self)).map { [UInt8]($0) } ?? [] }
}
