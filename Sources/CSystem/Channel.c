// Stream sockets that carry bytes and descriptors.
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * WEIR_CHANNEL_DESCRIPTORS)];
};

int weir_channel_make(int ends[2]) {
#ifdef __linux__
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : -errno;
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -errno;
    for (int end = 0; end < 2; end += 1) {
        int on = 1;
        fcntl(ends[end], F_SETFD, FD_CLOEXEC);
        setsockopt(ends[end], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    }
    return 0;
#endif
}

int weir_pipe_make(int ends[2], bool writing_blocks) {
#ifdef __linux__
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
#else
    if (pipe(ends) != 0) return -errno;
    for (int end = 0; end < 2; end += 1) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
#endif
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    if (!writing_blocks) fcntl(ends[1], F_SETFL, O_NONBLOCK);
    return 0;
}

ssize_t weir_channel_send(
    int channel, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count, bool waits) {
    if (descriptor_count > WEIR_CHANNEL_DESCRIPTORS) return -EINVAL;
    union control control;
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (descriptor_count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
    }
    while (true) {
        ssize_t sent = sendmsg(channel, &message, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
        if (sent >= 0) return sent;
        if (errno != EINTR) return -errno;
    }
}

// Not left to recvmsg, which Linux wakes also when the other end has taken what was sent to it: a sleeper in poll has said what for.
static void wait_for_bytes(int channel) {
    struct pollfd watched = {.fd = channel, .events = POLLIN, .revents = 0};
    while (poll(&watched, 1, -1) < 0 && errno == EINTR) {}
}

ssize_t weir_channel_receive(
    int channel, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count, bool waits) {
    *descriptor_count = 0;
    union control control;
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    struct msghdr message;
    ssize_t received;
    if (waits) wait_for_bytes(channel);
    do {
        memset(&message, 0, sizeof message);
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        received = recvmsg(channel, &message, MSG_CMSG_CLOEXEC | (waits ? 0 : MSG_DONTWAIT));
    } while (received < 0 && errno == EINTR);
    if (received < 0) return -errno;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        int found[WEIR_CHANNEL_DESCRIPTORS];
        if (count > WEIR_CHANNEL_DESCRIPTORS) count = WEIR_CHANNEL_DESCRIPTORS;
        memcpy(found, CMSG_DATA(header), sizeof(int) * count);
        for (size_t place = 0; place < count; place += 1) {
            if (*descriptor_count == WEIR_CHANNEL_DESCRIPTORS) {
                close(found[place]);
                continue;
            }
#ifndef __linux__
            fcntl(found[place], F_SETFD, FD_CLOEXEC);
#endif
            descriptors[(*descriptor_count)++] = found[place];
        }
    }
    if ((message.msg_flags & MSG_CTRUNC) != 0) {
        for (size_t place = 0; place < *descriptor_count; place += 1) close(descriptors[place]);
        *descriptor_count = 0;
        return -EMFILE;
    }
    return received;
}

bool weir_channel_is_one(int descriptor) {
    int type = 0;
    socklen_t size = sizeof type;
    struct sockaddr_storage address;
    socklen_t address_size = sizeof address;
    return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM
        && getsockname(descriptor, (struct sockaddr *)&address, &address_size) == 0 && address.ss_family == AF_UNIX;
}

void weir_wait_for_hang_up(int descriptor) {
    // Asked for nothing, poll tells only of the end.
    struct pollfd watched = {.fd = descriptor, .events = 0, .revents = 0};
    while (true) {
        int count = poll(&watched, 1, -1);
        if (count > 0 && (watched.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) return;
        if (count < 0 && errno != EINTR) return;
    }
}
