// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QObject>
#include <QTimer>

namespace db {
class Connection;
}

namespace pipeline {

//! Counts the vehicles that were in an attached database before us, a few at a time between other work. Lives
//! in the thread of its connection; several processes may do it at once.
class StateFiller : public QObject
{
    Q_OBJECT

public:
    explicit StateFiller(db::Connection &connection);

    //! Ends by itself when all are counted, at once if there are none.
    void start();
    void stop() { m_timer.stop(); }

private:
    void count();

    db::Connection &m_connection;
    QTimer m_timer;
};

} // namespace pipeline
