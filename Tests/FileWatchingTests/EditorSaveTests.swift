import EditorSaves
import FileWatching
import Foundation
import Testing

@Suite struct EditorSaveTests {
    /// The file is reported at its own path however it is saved; what lies beside it has other names.
    @Test(arguments: EditorSave.allCases, FileWatchTests.Kind.allCases)
    func everyEditorsSaveIsSeen(editor: EditorSave, kind: FileWatchTests.Kind) async throws {
        let folder = try TestFolder()
        try await blocking {
            let reports = Reports()
            let watch = try kind.watch(reports)
            defer { watch.stop() }
            try folder.write("one", to: "plan.yaml")
            watch.watch([folder.path])
            reports.wait(for: folder.path)
            for text in ["two, which is longer", "three, which is longer still"] {
                reports.forget()
                try editor.save(text, as: "plan.yaml", in: folder.path)
                reports.wait(for: folder.path + "/plan.yaml")
                let saved = try String(contentsOfFile: folder.path + "/plan.yaml", encoding: .utf8)
                #expect(saved == text)
            }
        }
    }
}
