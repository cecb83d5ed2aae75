#include "CsvScanner.h"

namespace carrow {

constexpr int end_of_input = -1;

CsvScanner::CsvScanner(std::shared_ptr<arrow::io::InputStream> input, char delimiter, char quote, bool skip_blank)
    : input_(std::move(input)), delimiter_(delimiter), quote_(quote), skip_blank_(skip_blank) {}

arrow::Result<int> CsvScanner::peek() {
    if (block_ == nullptr || position_ == block_->size()) {
        ARROW_ASSIGN_OR_RAISE(block_, input_->Read(1 << 18));
        position_ = 0;
        if (block_->size() == 0) return end_of_input;
    }
    return block_->data()[position_];
}

void CsvScanner::advance() {
    position_++;
    offset_++;
}

arrow::Result<bool> CsvScanner::next(std::vector<CsvField> *fields) {
    if (!started_) {
        started_ = true;
        for (int byte : {0xef, 0xbb, 0xbf}) {  // the byte order mark
            ARROW_ASSIGN_OR_RAISE(int c, peek());
            if (c != byte) break;
            advance();
        }
    }
    enum { field_start, plain, quoted, after_quote } state = field_start;
    fields->clear();
    field_lines_.clear();
    record_line_ = line_;
    auto open_field = [&] {
        fields->emplace_back();
        field_lines_.push_back(line_);
        state = field_start;
    };
    open_field();
    while (true) {
        ARROW_ASSIGN_OR_RAISE(int c, peek());
        if (c == end_of_input) {
            terminated_ = false;
            return fields->size() > 1 || !fields->back().text.empty() || fields->back().quoted;
        }
        advance();
        CsvField &field = fields->back();
        if (state == quoted) {
            if (c == static_cast<unsigned char>(quote_)) {
                state = after_quote;
            } else {
                field.text += static_cast<char>(c);
                line_ += c == '\n';
            }
            continue;
        }
        if (quote_ != 0 && c == static_cast<unsigned char>(quote_) && state != plain) {
            if (state == after_quote) field.text += quote_;  // a doubled quote stands for one
            field.quoted = true;
            state = quoted;
            continue;
        }
        if (c == static_cast<unsigned char>(delimiter_)) {
            open_field();
            continue;
        }
        if (c != '\n' && c != '\r') {
            field.text += static_cast<char>(c);
            state = plain;
            continue;
        }
        if (c == '\r') {
            ARROW_ASSIGN_OR_RAISE(int following, peek());
            if (following == '\n') advance();
        }
        line_++;
        const bool blank = fields->size() == 1 && field.text.empty() && !field.quoted;
        if (blank && skip_blank_) {
            record_line_ = field_lines_[0] = line_;
            state = field_start;
            continue;
        }
        terminated_ = true;
        return true;
    }
}

}  // namespace carrow
