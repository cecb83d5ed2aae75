#include "TextCells.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include "Values.h"

namespace carrow {

namespace {

template <class Append>
class TypedWriter : public CellWriter {
public:
    TypedWriter(std::shared_ptr<arrow::Array> array, Append append)
        : CellWriter(std::move(array)), append_(std::move(append)) {}
    void append(int64_t row, std::string &out) const override { append_(row, out); }

private:
    Append append_;
};

template <class Append>
std::unique_ptr<CellWriter> make_writer(std::shared_ptr<arrow::Array> array, Append append) {
    return std::make_unique<TypedWriter<Append>>(std::move(array), std::move(append));
}

void append_integer(int64_t value, std::string &out) {
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

// Two or more digits, zeros in front.
void append_padded(unsigned value, int digits, std::string &out) {
    char text[12];
    const char *end = std::to_chars(text, text + sizeof text, value).ptr;
    for (int missing = digits - static_cast<int>(end - text); missing > 0; missing--) out += '0';
    out.append(text, end - text);
}

// The shortest digits that read back as the same value, with a point or exponent so that they read back as a float.
template <class T>
void append_float(T value, std::string &out) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    const T size = std::abs(value);
    const bool plain = value == 0 || (size >= T(1e-4) && size < T(1e16));
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    char text[40];
    const char *end = std::to_chars(text, text + sizeof text, value, format).ptr;
    const std::string_view digits(text, end - text);
    out += digits;
    if (plain && digits.find('.') == std::string_view::npos) out += ".0";
}

void append_date(int64_t days, std::string &out) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    const int year = static_cast<int>(date.year());
    if (year < 0) out += '-';
    append_padded(static_cast<unsigned>(std::abs(year)), 4, out);
    out += '-';
    append_padded(static_cast<unsigned>(date.month()), 2, out);
    out += '-';
    append_padded(static_cast<unsigned>(date.day()), 2, out);
}

}  // namespace

void append_timestamp(int64_t micros, std::string &out) {
    constexpr int64_t day = 86400000000;
    int64_t days = micros / day, time = micros % day;
    if (time < 0) {
        time += day;
        days--;
    }
    append_date(days, out);
    out += 'T';
    append_padded(static_cast<unsigned>(time / 3600000000), 2, out);
    out += ':';
    append_padded(static_cast<unsigned>(time / 60000000 % 60), 2, out);
    out += ':';
    append_padded(static_cast<unsigned>(time / 1000000 % 60), 2, out);
    if (const unsigned fraction = static_cast<unsigned>(time % 1000000)) {
        out += '.';
        append_padded(fraction, 6, out);
        out.erase(out.find_last_not_of('0') + 1);
    }
    out += 'Z';
}

namespace {

// Text that needs no escaping, within quotes in JSON.
template <class Append>
void append_quoted(Dialect dialect, std::string &out, Append append) {
    if (dialect == Dialect::json) out += '"';
    append();
    if (dialect == Dialect::json) out += '"';
}

}  // namespace

void append_csv_text(std::string_view text, std::string &out) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_json_text(std::string_view text, std::string &out) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20) {
                    out += c;
                } else {
                    static const char hex[] = "0123456789abcdef";
                    out += "\\u00";
                    out += hex[c >> 4];
                    out += hex[c & 15];
                }
        }
    }
    out += '"';
}

arrow::Result<std::unique_ptr<CellWriter>> cell_writer(const std::shared_ptr<arrow::Array> &array, Dialect dialect) {
    const arrow::ArrayData &data = *array->data();
    switch (array->type_id()) {
        case arrow::Type::NA:
            return make_writer(array, [](int64_t, std::string &) {});
        case arrow::Type::BOOL:
            return make_writer(array, [values = Reader<bool>(data)](int64_t row, std::string &out) {
                out += values[row] ? "true" : "false";
            });
        case arrow::Type::FLOAT:
            return make_writer(array, [values = Reader<float>(data)](int64_t row, std::string &out) {
                append_float(values[row], out);
            });
        case arrow::Type::DOUBLE:
            return make_writer(array, [values = Reader<double>(data)](int64_t row, std::string &out) {
                append_float(values[row], out);
            });
        case arrow::Type::DATE32:
            return make_writer(array, [values = Reader<int32_t>(data), dialect](int64_t row, std::string &out) {
                append_quoted(dialect, out, [&] { append_date(values[row], out); });
            });
        case arrow::Type::TIMESTAMP:
            return make_writer(array, [values = Reader<int64_t>(data), dialect](int64_t row, std::string &out) {
                append_quoted(dialect, out, [&] { append_timestamp(values[row], out); });
            });
        case arrow::Type::DECIMAL128: {
            const int32_t scale = static_cast<const arrow::Decimal128Type &>(*array->type()).scale();
            return make_writer(array, [values = Reader<arrow::Decimal128>(data), scale](int64_t row, std::string &out) {
                out += values[row].ToString(scale);
            });
        }
        case arrow::Type::STRING:
            return make_writer(array, [texts = Reader<std::string_view>(data), dialect](int64_t row, std::string &out) {
                dialect == Dialect::csv ? append_csv_text(texts[row], out) : append_json_text(texts[row], out);
            });
        default:
            break;
    }
    std::unique_ptr<CellWriter> result;
    if (arrow::is_integer(array->type_id())) {
        ARROW_RETURN_NOT_OK(with_value_type(*array->type(), [&](auto tag) {
            using T = typename decltype(tag)::type;
            if constexpr (std::is_integral_v<T>) {
                result = make_writer(array, [values = Reader<T>(data)](int64_t row, std::string &out) {
                    append_integer(static_cast<int64_t>(values[row]), out);
                });
            }
            return arrow::Status::OK();
        }));
        return result;
    }
    return arrow::Status::NotImplemented(
        "values of the type ", array->type()->ToString(), " cannot be written as text; write Parquet or Arrow instead");
}

}  // namespace carrow
