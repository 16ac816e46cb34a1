// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/presence.h"

#include "db/workerstore.h"

#include <QLoggingCategory>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcPresence, "retrydesk.pipeline.presence", QtWarningMsg)

constexpr int kBeatMs = 1000;
constexpr int kSettleMs = 1500; //!< every other worker has beaten, and counted, within this
constexpr int kAliveMs = 5000;

} // namespace

core::Result<bool> Presence::beat()
{
    if (!m_beaten.isValid() || m_beaten.hasExpired(kBeatMs)) {
        const QDateTime now = m_services.now();
        const auto alive =
            db::WorkerStore(*m_services.connection).beat(m_services.workerName, now, now.addMSecs(-kAliveMs));
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

void Presence::leave()
{
    if (!m_joined.isValid())
        return;
    m_joined.invalidate();
    m_beaten.invalidate();
    m_joinedOthers = false;
    auto left = db::WorkerStore(*m_services.connection)
                    .leave(m_services.workerName, m_services.now().addMSecs(-kAliveMs));
    if (!left)
        qCInfo(lcPresence).noquote()
            << left.error().message; // the others notice by the missing signs of life
}

} // namespace pipeline
