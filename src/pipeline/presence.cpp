// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/presence.h"

#include "db/workerstore.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSysInfo>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcPresence, "retrydesk.pipeline.presence", QtWarningMsg)

constexpr int kBeatMs = 1000;
constexpr int kSettleMs = 1500;             //!< every other worker has beaten, and counted, within this
constexpr qint64 kRememberedMs = 3'600'000; //!< so long a worker that died is listed

} // namespace

core::Result<bool> Presence::beat()
{
    if (!m_beaten.isValid() || m_beaten.hasExpired(kBeatMs)) {
        const QDateTime now = m_services.now();
        if (!m_joined.isValid()) {
            if (auto forgotten = forgetDead(); !forgotten)
                return forgotten.error();
            m_startedAt = now;
        }
        const db::WorkerRow self{m_services.workerName,
                                 QSysInfo::machineHostName(),
                                 QCoreApplication::applicationPid(),
                                 QCoreApplication::applicationVersion(),
                                 m_startedAt,
                                 now};
        const auto alive = db::WorkerStore(*m_services.connection).beat(self);
        if (!alive)
            return alive.error();
        if (!m_joined.isValid()) {
            m_joined.start();
            m_joinedOthers = *alive > 1;
        }
        m_beaten.start();
        m_services.fetches->shareWith(*alive);
    }
    return !m_joinedOthers || m_joined.hasExpired(kSettleMs);
}

//! Whoever comes or goes takes those out that died long ago.
core::Result<void> Presence::forgetDead()
{
    return db::WorkerStore(*m_services.connection)
        .leave(m_services.workerName, m_services.now().addMSecs(-kRememberedMs));
}

void Presence::leave()
{
    if (!m_joined.isValid())
        return;
    m_joined.invalidate();
    m_beaten.invalidate();
    m_joinedOthers = false;
    if (auto left = forgetDead(); !left)
        qCInfo(lcPresence).noquote()
            << left.error().message; // the others notice by the missing signs of life
}

} // namespace pipeline
