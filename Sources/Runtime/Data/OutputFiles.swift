/// The file system, as far as outputs are put in place and temporaries removed. Paths are absolute. Any thread; blocks.
package protocol OutputFiles: Sendable {
    /// Makes an empty temporary file, with its folder, and holds it until it is moved or removed, so that no other run takes it
    /// for a leftover. Where that cannot be done, whoever writes the file will say why.
    func claim(_ path: String)
    /// Fills a temporary file. Returns nil, or why it could not.
    func write(_ bytes: [UInt8], to path: String) -> String?
    /// Puts a file in the place of another, or of none, in one step. Returns nil, or why it could not.
    func move(_ path: String, to target: String) -> String?
    /// Removes a file if it is there.
    func remove(_ path: String)
    /// Removes the temporary files of these targets that runs left behind which are no more.
    func sweep(_ targets: [String])
}

/// The file that an attempt at a `write` step fills: where it lies until the run puts it in place.
package struct StagedFile: Sendable {
    package let path: String
    private let files: any OutputFiles

    package init(_ path: String, _ files: any OutputFiles) {
        self.path = path
        self.files = files
    }

    func claim() { files.claim(path) }
    func remove() { files.remove(path) }
}
