package import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An artifact as a JSON file: a header that says what it belongs to, and the body, which is what the feature group fitted. Keys are
/// sorted and numbers are the shortest that give the same number back, so the same fit gives the same bytes.
package enum ArtifactFile {
    /// Of the files' form.
    package static let version = 1

    /// What an artifact belongs to.
    package struct Header: Codable, Sendable, Hashable {
        package var version: Int
        /// The feature's name.
        package var feature: String
        /// The feature group's.
        package var group: String
        package var operation: String
        /// Names of the input features, then of those that options name.
        package var inputs: [String]
        /// As plans write values.
        package var options: [String: String]
        /// The plan that made it, for people.
        package var plan: String
        package var planHash: String

        package init(feature: String, call: FeatureCall, inputs: [String], plan: String, planHash: String) {
            version = ArtifactFile.version
            self.feature = feature
            group = call.group
            operation = call.operation
            self.inputs = inputs
            options = call.options.mapValues(\.description)
            self.plan = plan
            self.planHash = planHash
        }

        private enum CodingKeys: String, CodingKey {
            case version, feature, group, operation, inputs, options, plan
            case planHash = "plan_hash"
        }
    }

    private struct Headed: Codable { var artifact: Header }
    private struct Version: Decodable {
        struct Header: Decodable { var version: Int }
        var artifact: Header
    }
    private struct Fitted<Fit: Codable>: Codable { var fit: Fit }

    /// A whole file.
    ///
    /// - Parameter body: as a group gives it.
    package static func file(_ header: Header, body: [UInt8]) throws -> [UInt8] {
        // Both are objects of one key; they become one object of two.
        let head = try encoder().encode(Headed(artifact: header)).dropLast(2)
        return Array(head) + Array(",\n".utf8) + body.dropFirst(2) + Array("\n".utf8)
    }

    /// Throws, in words for people, where the file is none of this version's.
    package static func header(of file: [UInt8]) throws(ComputeError) -> Header {
        let data = Data(file)
        guard let version = try? decoder().decode(Version.self, from: data).artifact.version else {
            throw ComputeError(.data, "it is no artifact, or damaged")
        }
        guard version == Self.version else {
            throw ComputeError(
                .data, "it has the version \(version) of the format, and this program reads \(Self.version)")
        }
        do {
            return try decoder().decode(Headed.self, from: data).artifact
        } catch {
            throw ComputeError(.data, "it is no artifact, or damaged")
        }
    }

    /// An object of one key, `fit`.
    static func body(_ fit: some Codable) throws -> [UInt8] { Array(try encoder().encode(Fitted(fit: fit))) }

    static func fit<Fit: Codable>(_ type: Fit.Type, in file: [UInt8]) throws(ComputeError) -> Fit {
        do {
            return try decoder().decode(Fitted<Fit>.self, from: Data(file)).fit
        } catch {
            throw ComputeError(.data, "what it holds is not what its feature group fits")
        }
    }

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    private static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}

extension FeatureCall {
    /// Whether what the call computes depends on something fitted, which can be kept as an artifact.
    package var isFitted: Bool { (FeatureGroups[group] as? any FittedFeatureGroup)?.isFitted(self) ?? false }

    /// Throws, in words for people, where the body of an artifact's file is none of the call's feature group.
    package func check(artifact file: [UInt8]) throws {
        try (FeatureGroups[group] as? any FittedFeatureGroup)?.check(file)
    }
}
