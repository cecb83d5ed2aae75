import Events
import Plan
import Themes

/// Of the dataset under the cursor: why it is still in memory, when it is to go, and what it consists of.
extension DataPane {
    func drawDetail(on canvas: inout Canvas, _ scene: Scene) {
        guard let dataset = selectedDataset else { return }
        let model = scene.model
        let record = model.data[dataset]
        let look = ResidencyLook(record.residency, canvas.glyphs)
        canvas.rule(y: 0, style: canvas.theme[.border])
        let caption = TextLine(" ").adding("\(model.name(of: dataset)) ", .title).adding("\(look.word) ", look.key)
        caption.draw(x: 1, y: 0, on: &canvas)

        let columns = columnLines(of: dataset, model, canvas)
        let reasons: [TextLine]
        switch record.residency {
        case .absent: reasons = comingLines(dataset, scene, canvas.glyphs)
        case .live, .shared, .spilled: reasons = residentLines(dataset, scene, canvas.glyphs)
        case .dropped: reasons = droppedLines(record, model)
        }
        // The reasons come first, and the columns get what room is left; long lists end with what is left out.
        let room = canvas.height - 1
        let shownReasons = Self.cut(reasons, to: max(2, room - min(columns.count, room / 3)), "more step")
        var y = 1
        for line in shownReasons + Self.cut(columns, to: max(0, room - shownReasons.count), "more line") where y <= room
        {
            line.draw(x: 1, y: y, on: &canvas)
            y += 1
        }
    }

    private static func cut(_ lines: [TextLine], to count: Int, _ noun: String) -> [TextLine] {
        guard lines.count > count, count > 0 else { return Array(lines.prefix(max(0, count))) }
        return lines.prefix(count - 1) + [TextLine("… " + Figures.count(lines.count - count + 1, noun), .textMuted)]
    }

    private func residentLines(_ dataset: DatasetID, _ scene: Scene, _ glyphs: Glyphs) -> [TextLine] {
        let consumers = scene.model.consumersLeft(of: dataset)
        var line = TextLine("why still resident? ", .textStrong)
        if consumers.isEmpty {
            line.add("no step needs it any more; it goes with the run", .textMuted)
            return [line]
        }
        line.add("\(Figures.count(consumers.count, "step")) still \(consumers.count == 1 ? "needs" : "need") it")
        if let release = forecast?[dataset] {
            line.add("; goes after ", .textMuted)
            line.add(scene.model.label(release.step))
            line.add(", in ~\(Figures.duration(release.time - min(scene.now, release.time)))", .memoryForecast)
        }
        return [line] + consumers.map { consumerLine($0, scene, glyphs) }
    }

    private func comingLines(_ dataset: DatasetID, _ scene: Scene, _ glyphs: Glyphs) -> [TextLine] {
        let consumers = scene.model.consumersLeft(of: dataset)
        var line = TextLine()
        if let producer = scene.model.producer(of: dataset) {
            let phase = StepLook(scene.model[producer].phase, glyphs)
            line.add(scene.model[producer].phase.isSettled ? "never made: " : "not made yet: ", .textStrong)
            line.add(String(Character(phase.glyph)) + " ", phase.key)
            line.add(scene.model.label(producer))
            line.add("  \(phase.word)", phase.key)
        }
        line.add(
            "; \(Figures.count(consumers.count, "step")) \(consumers.count == 1 ? "needs" : "need") it", .textMuted)
        return [line] + consumers.map { consumerLine($0, scene, glyphs) }
    }

    private func droppedLines(_ record: DataModel.Dataset, _ model: RunModel) -> [TextLine] {
        var line = TextLine("dropped at \(Figures.duration(record.droppedAt))", .textStrong)
        if let place = record.latestDrop, model.data.drops.indices.contains(place) {
            let drop = model.data.drops[place]
            line.add(
                ", last \(Figures.count(drop.drop.slots.count, "column")) with \(Figures.bytes(drop.drop.bytes)), ")
            line.add(Self.reason(of: drop, model))
        }
        let lived = record.droppedAt - min(record.firstStoredAt, record.droppedAt)
        return [
            line,
            TextLine("was in memory for \(Figures.duration(lived)), \(Figures.count(record.rows, "row"))", .textMuted),
        ]
    }

    /// `▶ join a⟕b  running  reads carrier, mph`.
    private func consumerLine(_ consumer: RunModel.Consumer, _ scene: Scene, _ glyphs: Glyphs) -> TextLine {
        let phase = StepLook(scene.model[consumer.step].phase, glyphs)
        let names = consumer.slots.map { scene.model.name(of: $0) ?? $0.description }
        return TextLine("  " + String(Character(phase.glyph)) + " ", phase.key).adding(scene.model.label(consumer.step))
            .adding("  \(phase.word)", phase.key).adding("  reads \(names.joined(separator: ", "))", .textMuted)
    }

    /// The columns with their sizes, as many a line as fit.
    private func columnLines(of dataset: DatasetID, _ model: RunModel, _ canvas: Canvas) -> [TextLine] {
        let glyphs = canvas.glyphs
        let widest = max(8, min(30, (canvas.width - 1) / 2 - 13))
        let parts = model.data.slots(of: dataset).map { index in
            let slot = SlotID(index: index)
            let isLive = model.data.slots[Int(index)] == .live
            let look = ResidencyLook(model.data.slots[Int(index)], glyphs)
            let name = DisplayWidth.truncateMiddle((model.name(of: slot) ?? "").singleLine, to: widest)
            let part = TextLine(String(Character(look.glyph)) + " ", look.key).adding(name, isLive ? .text : .textMuted)
            guard isLive else { return part }
            // A step that fills several says the bytes of all together.
            let outputs = model.data.producer(of: slot).flatMap { model.description(of: $0)?.outputs.count } ?? 1
            return part.adding((outputs > 1 ? " ~" : " ") + Figures.bytes(model.data.slotBytes[Int(index)]), .textMuted)
        }
        guard !parts.isEmpty else { return [] }
        let cell = parts.reduce(0) { max($0, $1.width(glyphs)) } + 2
        let perLine = max(1, (canvas.width - 1) / cell)
        return stride(from: 0, to: parts.count, by: perLine).map { start in
            var line = TextLine()
            for part in parts[start..<min(start + perLine, parts.count)] {
                for piece in part.parts { line.add(piece.text, piece.key) }
                line.add(String(repeating: " ", count: max(0, cell - part.width(glyphs))))
            }
            return line
        }
    }
}
