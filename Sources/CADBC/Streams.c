#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "Handles.h"

_Static_assert(sizeof(struct ArrowArrayStream) == CADBC_STREAM_BYTES, "");

void cadbc_stream_release(void *stream) {
    struct ArrowArrayStream *open = stream;
    if (open->release != NULL) open->release(open);
}

// MARK: A statement's stream

// A driver's stream borrows from its statement, so ours keeps the statement.
struct OwningStream {
    struct ArrowArrayStream source;
    CADBCStatement *statement;
};

static int owning_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema) {
    struct OwningStream *owner = stream->private_data;
    return owner->source.get_schema(&owner->source, schema);
}

static int owning_next(struct ArrowArrayStream *stream, struct ArrowArray *array) {
    struct OwningStream *owner = stream->private_data;
    return owner->source.get_next(&owner->source, array);
}

static const char *owning_error(struct ArrowArrayStream *stream) {
    struct OwningStream *owner = stream->private_data;
    return owner->source.get_last_error(&owner->source);
}

static void owning_release(struct ArrowArrayStream *stream) {
    struct OwningStream *owner = stream->private_data;
    if (owner->source.release != NULL) owner->source.release(&owner->source);
    cadbc_statement_release(owner->statement);
    free(owner);
    stream->release = NULL;
}

bool cadbc_stream_of_statement(
    CADBCStatement *statement, struct ArrowArrayStream source, void *stream, CADBCError *error) {
    if (source.release == NULL) return cadbc_fail(error, CADBC_INTERNAL, "the driver returned no stream");
    struct OwningStream *owner = malloc(sizeof *owner);
    if (owner == NULL) {
        source.release(&source);
        return cadbc_fail(error, CADBC_MEMORY, "out of memory");
    }
    owner->source = source;
    owner->statement = statement;
    cadbc_statement_retain(statement);
    *(struct ArrowArrayStream *)stream = (struct ArrowArrayStream){
        .get_schema = owning_schema,
        .get_next = owning_next,
        .get_last_error = owning_error,
        .release = owning_release,
        .private_data = owner,
    };
    return true;
}

// MARK: A schema's stream

// Gives its schema once.
static int empty_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema) {
    struct ArrowSchema *own = stream->private_data;
    if (own->release == NULL) return EINVAL;
    *schema = *own;
    own->release = NULL;
    return 0;
}

static int empty_next(struct ArrowArrayStream *stream, struct ArrowArray *array) {
    (void)stream;
    memset(array, 0, sizeof *array);
    return 0;
}

static const char *empty_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return "the schema has been taken";
}

static void empty_release(struct ArrowArrayStream *stream) {
    struct ArrowSchema *own = stream->private_data;
    if (own->release != NULL) own->release(own);
    free(own);
    stream->release = NULL;
}

bool cadbc_stream_of_schema(struct ArrowSchema schema, void *stream, CADBCError *error) {
    struct ArrowSchema *own = malloc(sizeof *own);
    if (own == NULL) {
        if (schema.release != NULL) schema.release(&schema);
        return cadbc_fail(error, CADBC_MEMORY, "out of memory");
    }
    *own = schema;
    *(struct ArrowArrayStream *)stream = (struct ArrowArrayStream){
        .get_schema = empty_schema,
        .get_next = empty_next,
        .get_last_error = empty_error,
        .release = empty_release,
        .private_data = own,
    };
    return true;
}
