// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace media {

//! An operating system error number; 0 = none.
using Errno = int;

//! A file that is written once and then made durable. All functions return what the system said, so that
//! "full", "read-only" and "gone" can be told apart. Removed when it is destroyed without renameTo().
class DurableFile
{
public:
    DurableFile() = default;
    ~DurableFile();
    Q_DISABLE_COPY_MOVE(DurableFile)

    Errno create(const QString &path);
    Errno write(const QByteArray &bytes);
    Errno sync();
    //! Moves the finished file to its name; the caller makes the folder durable.
    Errno renameTo(const QString &path);
    bool isOpen() const { return m_fd >= 0; }
    qint64 size() const { return m_size; }
    const QString &path() const { return m_path; }

private:
    void close();

    QString m_path;
    int m_fd = -1;
    qint64 m_size = 0;
};

//! The bytes of a file, mapped. The bytes end with this object.
class MappedFile
{
public:
    explicit MappedFile(const QString &path);
    ~MappedFile();
    Q_DISABLE_COPY_MOVE(MappedFile)

    Errno error() const { return m_error; }
    //! Shares the mapping; no copy may outlive this object.
    QByteArray bytes() const;

private:
    void *m_data = nullptr;
    size_t m_size = 0;
    Errno m_error = 0;
};

//! Makes the names in a folder durable.
Errno syncFolder(const QString &path);
//! Creates one folder, not its parents; one that exists is fine. created says whether it is new.
Errno makeFolder(const QString &path, bool *created = nullptr);

} // namespace media
