// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/durablefile.h"

#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace media {

DurableFile::~DurableFile()
{
    close();
    if (!m_path.isEmpty())
        ::unlink(QFile::encodeName(m_path).constData());
}

void DurableFile::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

Errno DurableFile::create(const QString &path)
{
    m_fd = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (m_fd < 0)
        return errno;
    m_path = path;
    return 0;
}

Errno DurableFile::write(const QByteArray &bytes)
{
    const char *data = bytes.constData();
    qint64 left = bytes.size();
    while (left > 0) {
        const ssize_t written = ::write(m_fd, data, static_cast<size_t>(left));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        data += written;
        left -= written;
    }
    m_size += bytes.size();
    return 0;
}

Errno DurableFile::sync()
{
    return ::fsync(m_fd) == 0 ? 0 : errno;
}

Errno DurableFile::renameTo(const QString &path)
{
    if (::rename(QFile::encodeName(m_path).constData(), QFile::encodeName(path).constData()) != 0)
        return errno;
    m_path.clear();
    close();
    return 0;
}

MappedFile::MappedFile(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info
    {
    };
    if (fd < 0 || ::fstat(fd, &info) != 0) {
        m_error = errno;
    } else if (!S_ISREG(info.st_mode)) {
        m_error = EISDIR;
    } else if (info.st_size > 0) {
        m_size = static_cast<size_t>(info.st_size);
        void *data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            m_error = errno;
        else
            m_data = data;
    }
    if (fd >= 0)
        ::close(fd);
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(m_data, m_size);
}

QByteArray MappedFile::bytes() const
{
    if (!m_data)
        return {};
    return QByteArray::fromRawData(static_cast<const char *>(m_data), static_cast<qsizetype>(m_size));
}

Errno syncFolder(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    Errno error = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    if (error == EINVAL) // some network file systems cannot, and need not
        error = 0;
    return error;
}

Errno makeFolder(const QString &path, bool *created)
{
    const bool made = ::mkdir(QFile::encodeName(path).constData(), 0755) == 0;
    const Errno error = made ? 0 : errno;
    if (created)
        *created = made;
    return error == EEXIST ? 0 : error;
}

} // namespace media
