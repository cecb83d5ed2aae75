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
        let reasons: Lines
        switch record.residency {
        case .absent: reasons = comingLines(dataset, scene, canvas)
        case .live, .shared, .spilled: reasons = residentLines(dataset, scene, canvas)
        case .dropped: reasons = droppedLines(record, model)
        }
        // The reasons come first, and the columns get what room is left; long lists end with what is left out.
        let room = canvas.height - 1
        let shownReasons = reasons.cut(to: max(2, room - min(columns.count, room / 3)), "more step")
        var y = 1
        for line in shownReasons + columns.cut(to: max(0, room - shownReasons.count), "more line") where y <= room {
            line.draw(x: 1, y: y, on: &canvas)
            y += 1
        }
    }

    /// The first of some lines: as many as there can be room for.
    private struct Lines {
        var first: [TextLine]
        /// Of all lines.
        var count: Int

        func cut(to room: Int, _ noun: String) -> [TextLine] {
            guard count > room, room > 0 else { return Array(first.prefix(max(0, room))) }
            return first.prefix(room - 1) + [TextLine("… " + Figures.count(count - room + 1, noun), .textMuted)]
        }
    }

    /// - Parameter line: stands before the steps that still need the dataset.
    private func withConsumers(
        _ line: TextLine, _ dataset: DatasetID, _ count: Int, _ scene: Scene, _ canvas: Canvas
    ) -> Lines {
        let consumers = scene.model.consumersLeft(of: dataset, limit: canvas.height)
        return Lines(first: [line] + consumers.map { consumerLine($0, scene, canvas.glyphs) }, count: count + 1)
    }

    private func residentLines(_ dataset: DatasetID, _ scene: Scene, _ canvas: Canvas) -> Lines {
        let count = scene.model.data.consumersLeft(of: dataset)
        var line = TextLine("why still resident? ", .textStrong)
        if count == 0 {
            line.add("no step needs it any more; it goes with the run", .textMuted)
            return Lines(first: [line], count: 1)
        }
        line.add("\(Figures.count(count, "step")) still \(count == 1 ? "needs" : "need") it")
        if let release = forecast?[dataset] {
            line.add("; goes after ", .textMuted)
            line.add(scene.model.label(release.step))
            line.add(", in ~\(Figures.duration(release.time - min(scene.now, release.time)))", .memoryForecast)
        }
        return withConsumers(line, dataset, count, scene, canvas)
    }

    private func comingLines(_ dataset: DatasetID, _ scene: Scene, _ canvas: Canvas) -> Lines {
        let count = scene.model.data.consumersLeft(of: dataset)
        var line = TextLine()
        if let producer = scene.model.producer(of: dataset) {
            let phase = StepLook(scene.model[producer].phase, canvas.glyphs)
            line.add(scene.model[producer].phase.isSettled ? "never made: " : "not made yet: ", .textStrong)
            line.add(String(Character(phase.glyph)) + " ", phase.key)
            line.add(scene.model.label(producer))
            line.add("  \(phase.word)", phase.key)
        }
        line.add("; \(Figures.count(count, "step")) \(count == 1 ? "needs" : "need") it", .textMuted)
        return withConsumers(line, dataset, count, scene, canvas)
    }

    private func droppedLines(_ record: DataModel.Dataset, _ model: RunModel) -> Lines {
        var line = TextLine("dropped at \(Figures.duration(record.droppedAt))", .textStrong)
        if let place = record.latestDrop, model.data.drops.indices.contains(place) {
            let drop = model.data.drops[place]
            line.add(
                ", last \(Figures.count(Int(drop.slotCount), "column")) with \(Figures.bytes(drop.bytes)), ")
            line.add(Self.reason(of: drop, model))
        }
        let lived = record.droppedAt - min(record.firstStoredAt, record.droppedAt)
        let life = "was in memory for \(Figures.duration(lived)), \(Figures.count(record.rows, "row"))"
        return Lines(first: [line, TextLine(life, .textMuted)], count: 2)
    }

    /// `▶ join a⟕b  running  reads carrier, mph`.
    private func consumerLine(_ consumer: RunModel.Consumer, _ scene: Scene, _ glyphs: Glyphs) -> TextLine {
        let phase = StepLook(scene.model[consumer.step].phase, glyphs)
        let names = consumer.slots.map { scene.model.name(of: $0) ?? $0.description }
        return TextLine("  " + String(Character(phase.glyph)) + " ", phase.key).adding(scene.model.label(consumer.step))
            .adding("  \(phase.word)", phase.key).adding("  reads \(names.joined(separator: ", "))", .textMuted)
    }

    /// The columns with their sizes, as many a line as fit.
    private func columnLines(of dataset: DatasetID, _ model: RunModel, _ canvas: Canvas) -> Lines {
        let glyphs = canvas.glyphs
        let widest = max(8, min(30, (canvas.width - 1) / 2 - 13))
        let slots = model.data.slots(of: dataset)
        // Of four cells at the least.
        let parts = slots.prefix(canvas.height * max(1, canvas.width / 4)).map { index in
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
        guard !parts.isEmpty else { return Lines(first: [], count: 0) }
        let cell = parts.reduce(0) { max($0, $1.width(glyphs)) } + 2
        let perLine = max(1, (canvas.width - 1) / cell)
        let first = stride(from: 0, to: parts.count, by: perLine).map { start in
            var line = TextLine()
            for part in parts[start..<min(start + perLine, parts.count)] {
                for piece in part.parts { line.add(piece.text, piece.key) }
                line.add(String(repeating: " ", count: max(0, cell - part.width(glyphs))))
            }
            return line
        }
        return Lines(first: first, count: (slots.count + perLine - 1) / perLine)
    }
}
