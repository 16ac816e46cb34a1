// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/incomingfolder.h"

#include "core/clock.h"

#include <QDir>
#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace media {

namespace {

//! Opens and locks a folder. @return the descriptor that holds the lock, or −1 with the reason in error.
int lockFolder(const QString &path, int operation, Errno &error)
{
    error = 0;
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && ::flock(fd, operation) == 0)
        return fd;
    error = errno;
    if (fd >= 0)
        ::close(fd);
    return -1;
}

//! Keeps others from making or clearing folders below the root while this object lives. Without it (a file
//! system without locks) nobody clears anything, so nothing can go wrong either.
class RootLock
{
public:
    explicit RootLock(const QString &root)
    {
        Errno error = 0;
        m_fd = lockFolder(root, LOCK_EX, error);
    }
    ~RootLock()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(RootLock)
    bool isHeld() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

bool exists(const QString &path)
{
    return ::access(QFile::encodeName(path).constData(), F_OK) == 0;
}

} // namespace

IncomingFolder::IncomingFolder(const QString &root)
    : m_root(root), m_base(QString(root + QStringLiteral("/.incoming"))),
      m_own(QString(m_base + u'/' + core::newId()))
{
}

IncomingFolder::~IncomingFolder()
{
    if (m_lock < 0 && !exists(m_own))
        return;
    const RootLock root(m_root);
    QDir(m_own).removeRecursively();
    if (m_lock >= 0)
        ::close(m_lock);
    ::rmdir(QFile::encodeName(m_base).constData()); // fails as long as somebody else works here
}

void IncomingFolder::removeDead()
{
    if (!exists(m_base))
        return;
    const RootLock root(m_root);
    if (!root.isHeld())
        return;
    const QStringList names = QDir(m_base).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        const QString path = m_base + u'/' + name;
        Errno error = 0;
        const int fd = lockFolder(path, LOCK_EX | LOCK_NB, error);
        if (fd < 0)
            continue; // its process lives
        QDir(path).removeRecursively();
        ::close(fd);
    }
    ::rmdir(QFile::encodeName(m_base).constData());
}

int IncomingFolder::countDead(const QString &root)
{
    const QDir base(root + QStringLiteral("/.incoming"));
    int dead = 0;
    for (const QString &name : base.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot)) {
        Errno error = 0;
        const int fd = lockFolder(base.filePath(name), LOCK_SH | LOCK_NB, error);
        if (fd < 0)
            continue; // its process lives
        ::close(fd);
        ++dead;
    }
    return dead;
}

Errno IncomingFolder::ensure()
{
    if (m_lock >= 0 && exists(m_own))
        return 0;
    const RootLock root(m_root);
    if (m_lock >= 0)
        ::close(m_lock);
    m_lock = -1;
    if (const Errno error = makeFolder(m_base))
        return error;
    if (const Errno error = makeFolder(m_own))
        return error;
    Errno ignored = 0; // without locks the folder is only not cleared after a crash
    m_lock = lockFolder(m_own, LOCK_EX | LOCK_NB, ignored);
    return 0;
}

Errno IncomingFolder::newPath(QString &path)
{
    const QMutexLocker lock(&m_mutex);
    if (const Errno error = ensure())
        return error;
    path = m_own + u'/' + QString::number(++m_counter) + QStringLiteral(".part");
    return 0;
}

} // namespace media
