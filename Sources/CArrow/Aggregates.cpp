#include "Aggregates.h"

namespace carrow {

static Outcome counts(const CArrowGrouping &grouping, const arrow::ChunkedArray &column) {
    const Groups group{grouping.id_values()};
    std::vector<int64_t> result(grouping.groups, 0);
    int64_t base = 0;
    for (const auto &chunk : column.chunks()) {
        if (chunk->null_count() == 0 && group.ids == nullptr) {
            result[0] += chunk->length();
        } else {
            for (int64_t i = 0; i < chunk->length(); i++) result[group[base + i]] += chunk->IsValid(i);
        }
        base += chunk->length();
    }
    return finish(arrow::int64(), result, [](int64_t) { return true; });
}

static Outcome aggregate(
    const CArrowGrouping &grouping, const std::shared_ptr<arrow::ChunkedArray> &source, CArrowAggregate kind,
    double parameter) {
    if (source->length() != grouping.rows)
        return arrow::Status::Invalid(
            "a column of ", source->length(), " rows cannot be aggregated over a grouping of ", grouping.rows, " rows");
    ARROW_ASSIGN_OR_RAISE(auto column, plain(source));
    const bool untyped = column->type()->id() == arrow::Type::NA;
    switch (kind) {
        case CARROW_COUNT:
            return counts(grouping, *column);
        case CARROW_SUM:
            return untyped ? arrow::MakeArrayOfNull(arrow::int64(), grouping.groups) : sums(grouping, *column);
        case CARROW_MEAN:
        case CARROW_VARIANCE:
        case CARROW_STDDEV:
            return untyped ? arrow::MakeArrayOfNull(arrow::float64(), grouping.groups)
                           : moments(grouping, *column, kind, parameter);
        case CARROW_QUANTILE:
            if (!(parameter >= 0 && parameter <= 1))
                return arrow::Status::Invalid("the quantile ", parameter, " is not within 0 and 1");
            return untyped ? arrow::MakeArrayOfNull(arrow::float64(), grouping.groups)
                           : quantiles(grouping, *column, parameter);
        case CARROW_MIN:
        case CARROW_MAX:
        case CARROW_FIRST:
        case CARROW_LAST:
            return chosen(grouping, column, kind);
        case CARROW_MODE:
            return modes(grouping, column);
        case CARROW_DISTINCT:
            return distinct_counts(grouping, column);
    }
    return arrow::Status::NotImplemented("unknown aggregate");
}

}  // namespace carrow

using namespace carrow;

CArrowColumn *carrow_grouping_aggregate(
    const CArrowGrouping *grouping, const CArrowColumn *column, CArrowAggregate kind, double parameter,
    CArrowError *error) {
    return guarded(error, [&]() -> arrow::Result<CArrowColumn *> {
        ARROW_ASSIGN_OR_RAISE(auto result, aggregate(*grouping, column->data, kind, parameter));
        return wrap(std::move(result));
    });
}
