// The pages of code and constants that the kernel maps from the files of a program and its libraries.
#ifdef __linux__
#include "CSystem.h"

#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// A debugger writes its breakpoints into pages of code, and they would be lost with them.
static bool is_traced(void) {
    const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    char text[4096];
    const ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return false;
    text[count] = '\0';
    static const char key[] = "\nTracerPid:";
    const char *tracer = strstr(text, key);
    return tracer != NULL && atol(tracer + sizeof key - 1) != 0;
}

// Whether the dynamic linker has written into pages that are not writable any more.
static bool has_text_relocations(const struct dl_phdr_info *library) {
    for (int index = 0; index < library->dlpi_phnum; index++) {
        const ElfW(Phdr) *header = &library->dlpi_phdr[index];
        if (header->p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(library->dlpi_addr + header->p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_TEXTREL) return true;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0) return true;
        }
    }
    return false;
}

static int release_library(struct dl_phdr_info *library, size_t size, void *page_size) {
    (void)size;
    if (has_text_relocations(library)) return 0;
    const uintptr_t page = *(const uintptr_t *)page_size;
    for (int index = 0; index < library->dlpi_phnum; index++) {
        const ElfW(Phdr) *header = &library->dlpi_phdr[index];
        if (header->p_type != PT_LOAD || (header->p_flags & PF_W) != 0) continue;
        const uintptr_t start = library->dlpi_addr + header->p_vaddr;
        const uintptr_t first = start & ~(page - 1), end = (start + header->p_filesz) & ~(page - 1);
        // What it refuses stays where it is.
        if (end > first) madvise((void *)first, end - first, MADV_DONTNEED);
    }
    return 0;
}

void weir_code_release(void) {
    if (is_traced()) return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(release_library, &page);
}
#endif
