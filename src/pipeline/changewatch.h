// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "db/readpool.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace pipeline {

//! Notices that a workspace was written to, by this process or any other, without reading what is in it: asks
//! for the database's mark in intervals, on a connection and thread of its own. Lives in the thread that made
//! it; nothing blocks.
class ChangeWatch : public QObject
{
    Q_OBJECT

public:
    //! @param everyMs how long between two looks
    ChangeWatch(const QString &path, int everyMs, QObject *parent = nullptr);

    //! Looks no more; the pool may still wait for a server.
    std::unique_ptr<db::ReadPool> stop();

signals:
    //! Also after the first look: what others read before it may be older.
    void changed();
    void looked(); //!< after each look, whatever it saw

private:
    void look();
    void take(const core::Result<QString> &mark);

    std::unique_ptr<db::ReadPool> m_reads; // one thread: SQLite's mark is one of its connection
    QTimer m_timer;
    QString m_mark;
};

} // namespace pipeline
