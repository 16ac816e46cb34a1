// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostreport.h"

#include "commandtree.h"
#include "holds.h"
#include "jsonvalues.h"

namespace ctl {

namespace {

QString rateText(const db::HostRow &row, const Limits &limits)
{
    const double rate = row.rate.value_or(limits.rate);
    const QString text = rate > 0 ? QStringLiteral("%1/s").arg(rate) : tr("no limit");
    return row.rateFactor < 1 ? tr("%1, slowed to %2 %").arg(text).arg(100 * row.rateFactor, 0, 'f', 0)
                              : text;
}

QString untilText(const db::HostRow &row)
{
    const QDateTime until = heldUntil(row);
    if (until.isValid())
        return until.toUTC().toString(Qt::ISODate);
    return row.state == core::BreakerState::Open ? tr("reset") : QStringLiteral("–");
}

} // namespace

QJsonObject toJson(const db::HostRow &row, const Limits &limits)
{
    return {{QStringLiteral("host"), row.host},
            {QStringLiteral("step"), stepValue(row.step)},
            {QStringLiteral("state"), QString(core::breakerStateName(row.state))},
            {QStringLiteral("reason"), textOrNull(row.reason)},
            {QStringLiteral("manual"), row.manual},
            {QStringLiteral("trips"), row.trips},
            {QStringLiteral("open_until"), timeOrNull(row.openUntil)},
            {QStringLiteral("paused_until"), timeOrNull(row.pausedUntil)},
            {QStringLiteral("pause_reason"), textOrNull(row.pauseReason)},
            {QStringLiteral("concurrency"), row.perHost.value_or(limits.perHost)},
            {QStringLiteral("rate"), row.rate.value_or(limits.rate)},
            {QStringLiteral("rate_factor"), row.rateFactor},
            {QStringLiteral("own_limits"), row.perHost.has_value() || row.rate.has_value()},
            {QStringLiteral("requests"), row.requests},
            {QStringLiteral("failures"), row.failures},
            {QStringLiteral("failure_rate"), rounded(row.failureRate())},
            {QStringLiteral("waiting"), row.waiting},
            {QStringLiteral("held"), row.held()}};
}

void printHosts(const std::vector<db::HostRow> &hosts, const Limits &limits)
{
    if (hosts.empty()) {
        printLine(tr("No host was asked yet, and no work waits for one."));
        return;
    }
    QList<QStringList> rows;
    for (const db::HostRow &row : hosts) {
        const bool paused = row.state == core::BreakerState::Closed && row.pausedUntil.isValid();
        rows.append({row.host, core::stepName(row.step),
                     paused ? tr("paused") : QString(core::breakerStateName(row.state)), untilText(row),
                     QString::number(row.held()), QStringLiteral("%1/%2").arg(row.failures).arg(row.requests),
                     QString::number(row.perHost.value_or(limits.perHost)), rateText(row, limits),
                     heldReason(row)});
    }
    printTable({QStringLiteral("HOST"), QStringLiteral("STEP"), QStringLiteral("STATE"),
                QStringLiteral("UNTIL"), QStringLiteral("HELD"), QStringLiteral("FAILED"),
                QStringLiteral("AT ONCE"), QStringLiteral("RATE"), QStringLiteral("REASON")},
               rows);
}

} // namespace ctl
