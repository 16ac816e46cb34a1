// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/durablefile.h"

#include <QMutex>
#include <QString>

#include <atomic>

namespace media {

//! The temporary files of one store object: <root>/.incoming/<own name>/. The folder is made when it is first
//! needed and locked as long as this object lives; the system drops the lock when the process dies, however
//! it dies, so a folder without a lock belongs to nobody. Thread-safe.
class IncomingFolder
{
public:
    explicit IncomingFolder(const QString &root);
    ~IncomingFolder(); //!< removes the folder
    Q_DISABLE_COPY_MOVE(IncomingFolder)

    //! Removes the folders of dead processes. Where the file system knows no locks nothing is removed.
    void removeDead();
    //! How many dead processes left temporary files below this root.
    static int countDead(const QString &root);
    //! The path of a temporary file that does not exist yet, its folder made if need be.
    Errno newPath(QString &path);

private:
    Errno ensure();

    QString m_root;
    QString m_base;
    QString m_own;
    QMutex m_mutex;
    int m_lock = -1;
    std::atomic<quint64> m_counter = 0;
};

} // namespace media
