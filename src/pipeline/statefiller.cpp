// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/statefiller.h"

#include "db/attachment.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcFiller, "retrydesk.filler", QtWarningMsg)

//! So that a worker's heartbeats and claims never wait long.
constexpr int kBatch = 100;
//! Of the time, at most a third goes into counting.
constexpr int kPauseFactor = 2;
constexpr int kBusyMs = 5000;

} // namespace

StateFiller::StateFiller(db::Connection &connection) : m_connection(connection)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StateFiller::count);
}

void StateFiller::start()
{
    m_timer.start(0);
}

void StateFiller::count()
{
    const auto behind = db::fillProgress(m_connection);
    if (behind && !*behind)
        return;
    QElapsedTimer took;
    took.start();
    const auto some = behind ? db::fillStates(m_connection, kBatch) : core::Result<int>(behind.error());
    if (!some) {
        qCWarning(lcFiller).noquote() << some.error().message;
        m_timer.start(kBusyMs);
        return;
    }
    m_timer.start(static_cast<int>(took.elapsed()) * kPauseFactor);
}

} // namespace pipeline
