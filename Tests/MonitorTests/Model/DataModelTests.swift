import Plan
import Testing

@testable import Events
@testable import Monitor

/// The account of what is in memory.
@Suite struct DataModelTests {
    /// One step that fills three columns of dataset 0, and one that reads them into dataset 1.
    private func run() -> SmallRun {
        SmallRun(
            [
                .init(group: "read", kind: .compute, dataset: 0, reads: [], makes: [0, 1, 2]),
                .init(group: "rank", kind: .compute, dataset: 1, reads: [0, 1, 2], makes: [3]),
            ], slots: [(0, "a"), (0, "b"), (0, "c"), (1, "d")], datasets: 2)
    }

    @Test func whatIsStoredIsCountedBySlotAndByDataset() {
        var run = run()
        run.does(0, rows: 4, bytes: 100, in: 0, slots: [0, 1, 2])
        let dataset = run.model.data[DatasetID(0)]
        #expect((dataset.residency, dataset.rows, dataset.bytes) == (.live, 4, 100))
        #expect((dataset.residentSlots, dataset.slotCount) == (3, 3))
        #expect(dataset.firstStoredAt == SmallRun.second)
        #expect(Array(run.model.data.slotBytes) == [34, 33, 33, 0])
        #expect(run.model.data.residentBytes == 100 && run.model.data.peakBytes == 100)
        #expect(run.model.data.residency(of: SlotID(3)) == .absent)
        #expect(run.model.data.producer(of: SlotID(2)) == StepID(0))
        #expect(Array(run.model.data.consumers(of: SlotID(1))) == [1])
        #expect(Array(run.model.data.slots(of: DatasetID(0))) == [0, 1, 2])
    }

    @Test func columnsGoOneByOneAndTheLastTakesTheRest() {
        var run = run()
        run.does(0, rows: 4, bytes: 100, in: 0, slots: [0, 1, 2])
        run.drops(0, [1], bytes: 30, isWhole: false, after: 1)
        #expect(run.model.data[DatasetID(0)].bytes == 70)
        #expect(run.model.data[DatasetID(0)].residency == .live)
        #expect(run.model.data[DatasetID(0)].residentSlots == 2)
        #expect(run.model.data.residency(of: SlotID(1)) == .dropped)
        run.happens(.logLine(nil, "later"), after: 5)
        run.drops(0, [0, 2], bytes: 60, isWhole: true, after: 1)
        let dataset = run.model.data[DatasetID(0)]
        #expect((dataset.residency, dataset.bytes, dataset.residentSlots) == (.dropped, 0, 0))
        #expect(dataset.droppedAt == SmallRun.second + 5 && dataset.latestDrop == 1)
        #expect(run.model.data.residentBytes == 0 && run.model.data.peakBytes == 100)
        #expect(run.model.data.peakTime == SmallRun.second)
        #expect(run.model.data.droppedBytes == 90)
        #expect(run.model.data.drops.map(\.bytes) == [30, 60])
    }

    @Test func sharedAndSpilledAreSaidOfTheWholeDatasetAndOfItsSlots() {
        var run = run()
        run.does(0, rows: 4, bytes: 100, in: 0, slots: [0, 1])
        run.happens(.dataShared(DatasetID(0), worker: WorkerID(.process, 1)))
        #expect(run.model.data[DatasetID(0)].residency == .shared)
        #expect(run.model.data.residency(of: SlotID(0)) == .shared)
        #expect(run.model.data.residency(of: SlotID(2)) == .absent)
        run.happens(.dataSpilled(DatasetID(0), bytes: 80))
        #expect(run.model.data[DatasetID(0)].residency == .spilled)
        #expect(run.model.data.residency(of: SlotID(1)) == .spilled)
        #expect(run.model.data.isResident(SlotID(1)) && !run.model.data.isResident(SlotID(2)))
        #expect(run.model.data.residentBytes == 20)
        run.happens(.dataSpilled(DatasetID(0), bytes: 80))
        #expect(run.model.data.residentBytes == 0)
        run.drops(0, [0, 1], bytes: 0, isWhole: true, after: 1)
        #expect(run.model.data.residentBytes == 0)
        #expect(run.model.data.residency(of: SlotID(0)) == .dropped)
    }

    @Test func absentDataCannotBeShared() {
        var run = run()
        run.happens(.dataShared(DatasetID(1), worker: .main))
        #expect(run.model.data[DatasetID(1)].residency == .absent)
    }

    @Test func dataThatIsMadeAnewIsThereAgain() {
        var run = run()
        run.does(0, rows: 4, bytes: 100, in: 0, slots: [0, 1, 2])
        run.drops(0, [0, 1, 2], bytes: 100, isWhole: true, after: 1)
        run.does(0, rows: 4, bytes: 60, in: 0, slots: [0, 1, 2])
        let dataset = run.model.data[DatasetID(0)]
        #expect((dataset.residency, dataset.bytes, dataset.residentSlots) == (.live, 60, 3))
        #expect(dataset.firstStoredAt == 2 * SmallRun.second)
    }

    @Test func theBytesOfAllDatasetsAreThoseThatAreResident() {
        for events in [DemoStory.midRun(), DemoStory.failed(), DemoStory.finished()] {
            var model = RunModel()
            var peak = 0
            for event in events {
                model.receive(event)
                let sum = model.data.datasets.reduce(0) { $0 + $1.bytes }
                #expect(model.data.residentBytes == sum)
                peak = max(peak, sum)
                let resident = model.data.datasets.reduce(0) { $0 + $1.residentSlots }
                #expect(model.data.slots.count { $0 == .live } == resident)
            }
            #expect(model.data.peakBytes == peak)
            #expect(model.data.history.greatest(from: 0, to: .max) == peak)
        }
    }
}
