import Events
import Monitor
import Plan
import Testing

@Suite struct GitHubAnnotationsTests {
    @Test func aFailureIsAnAnnotationAtItsPlaceInTheFile() {
        var story = Story()
        story.fails(1, "50% of it\nis wrong", at: "plans/a,b:c.yaml:8:9")
        #expect(
            story.told(to: GitHubAnnotations(folder: "sub/")).output
                == "::error file=sub/plans/a%2Cb%3Ac.yaml,line=8,col=9,title=step dep_delay__mean_imputed failed::50%25 of it%0Ais wrong\n"
        )
    }

    @Test func aFailureWithoutAPlaceHasNone() {
        var story = Story()
        story.fails(1, "killed")
        #expect(
            story.told(to: GitHubAnnotations()).output == "::error title=step dep_delay__mean_imputed failed::killed\n")
    }

    @Test func warningsAndWarningChecksAreWarnings() {
        var story = Story()
        story.happens(.warning("removed nothing"))
        for isError in [true, false] {
            story.happens(
                .checkFailed(
                    StepID(1),
                    CheckFailed(
                        description: "a is unique", isError: isError, failedRows: 2, totalRows: 9, place: "d",
                        position: "p.yaml:4:5",
                        sample: TablePreview(
                            columns: ["row", "a", "as row"].map { .init(name: $0, type: "int64", nullCount: 0) },
                            rows: [["3", "7", "1"], ["4", "7", "1"]], rowCount: 2))))
        }
        #expect(
            story.told(to: GitHubAnnotations()).output
                == "::warning title=weir::removed nothing\n"
                + "::warning file=p.yaml,line=4,col=5,title=check::a is unique: 2 of 9 rows of d fail: "
                + "row 3: a 7, as row 1; row 4: a 7, as row 1\n")
    }

    @Test func theSummaryHasOutputsAndFailuresAndNoMarkupOfTheData() {
        var story = Story(plan: "a|b")
        story.happens(
            .resultCollected(
                ResultCollected(
                    output: "delays", target: "out/delays.csv", rows: 7, bytes: 2_048,
                    preview: TablePreview(columns: [], rows: [], rowCount: 7))))
        story.fails(1, "bad <b>value</b>\nsecond")
        story.ends(.failed, finished: 1, failed: 1, skipped: 1)
        var log = GitHubAnnotations()
        _ = story.told(to: &log)
        #expect(
            log.summary == #"""
                ### weir: a\|b failed

                1 of 3 steps in 0µs, 1 failed, 1 skipped, peak memory 812MiB

                | output | rows | size | file |
                |---|---:|---:|---|
                | delays | 7 | 2KiB | out/delays.csv |

                | failed step | why |
                |---|---|
                | dep\_delay\_\_mean\_imputed | bad \<b\>value\</b\> second |

                """#)
    }
}
