// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "holds.h"

#include "commandtree.h"
#include "core/clock.h"
#include "output.h"

#include <algorithm>
#include <iterator>

namespace ctl {

bool isParked(const QString &reason)
{
    return reason == QLatin1String("batch_paused") || reason == QLatin1String("cause_ignored") ||
           reason == QLatin1String("sweep_off");
}

QString waitText(const QString &reason)
{
    if (reason == QLatin1String("batch_paused"))
        return tr("their batch is paused");
    if (reason == QLatin1String("cause_ignored"))
        return tr("their cause is ignored");
    if (reason == QLatin1String("sweep_off"))
        return tr("automatic retries are off (sweep.enabled)");
    if (reason == QLatin1String("breaker_open"))
        return tr("the circuit breaker of their host is open");
    if (reason == QLatin1String("rate_limited"))
        return tr("their host said that it was asked too often");
    if (reason == QLatin1String("store_unavailable"))
        return tr("the image store does not answer");
    return reason;
}

std::vector<db::HostRow> holdingGates(const std::vector<db::HostRow> &gates)
{
    std::vector<db::HostRow> holding;
    std::copy_if(gates.begin(), gates.end(), std::back_inserter(holding),
                 [](const db::HostRow &gate) { return gate.held() > 0; });
    return holding;
}

QDateTime heldUntil(const db::HostRow &gate)
{
    if (gate.state == core::BreakerState::Closed)
        return gate.pausedUntil;
    if (gate.state == core::BreakerState::HalfOpen || !gate.openUntil.isValid())
        return {};
    return gate.pausedUntil.isValid() ? qMax(gate.openUntil, gate.pausedUntil) : gate.openUntil;
}

QString heldReason(const db::HostRow &gate)
{
    return gate.state == core::BreakerState::Closed ? waitText(gate.pauseReason) : gate.reason;
}

void printHolds(const std::vector<db::HostRow> &holding)
{
    for (const db::HostRow &gate : holding) {
        const QDateTime until = heldUntil(gate);
        QString line = QStringLiteral("  %1 %2: ").arg(gate.host, core::stepName(gate.step));
        if (gate.state == core::BreakerState::HalfOpen)
            line += tr("%1 held while a probe is under way").arg(gate.held());
        else if (until.isValid())
            line += tr("%1 held until %2").arg(gate.held()).arg(core::toTimeText(until));
        else
            line += tr("%1 held until \"hosts reset\"").arg(gate.held());
        printLine(QStringLiteral("%1 (%2)").arg(line, heldReason(gate)));
    }
}

} // namespace ctl
