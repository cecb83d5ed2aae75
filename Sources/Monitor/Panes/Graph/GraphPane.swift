/// To come.
package struct GraphPane: Pane {
    package init() {}
    package mutating func handle(_ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]) -> Bool { false }
    package mutating func prepare(for scene: Scene, size: Size) {}
    package func draw(on canvas: inout Canvas, _ scene: Scene) {}
    package func hints(for scene: Scene) -> [KeyHint] { [] }
}
