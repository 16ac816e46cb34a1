// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Plans as text.
#include "batchtext.h"
#include "commandtree.h"
#include "core/clock.h"
#include "output.h"
#include "planshares.h"

namespace ctl {

namespace {

//! More lines than this hide the rest: then the reasons are counted instead.
constexpr std::size_t kMostLines = 20;

void printExclusions(const std::vector<pipeline::PlanExclusion> &excluded)
{
    if (excluded.size() > kMostLines) {
        std::map<pipeline::Exclusion, int> counts;
        for (const pipeline::PlanExclusion &exclusion : excluded)
            ++counts[exclusion.reason];
        for (const auto &[reason, count] : counts)
            printLine(QStringLiteral("  %1 × %2").arg(count).arg(pipeline::exclusionText(reason)));
        return;
    }
    for (const pipeline::PlanExclusion &exclusion : excluded) {
        const QString step = exclusion.step ? QString(u' ' + core::stepName(*exclusion.step)) : QString();
        printLine(QStringLiteral("  %1%2: %3")
                      .arg(exclusion.vehicleId, step, pipeline::exclusionText(exclusion.reason)));
    }
}

QString durationText(qint64 seconds)
{
    return seconds < 120 ? tr("%1 s").arg(seconds) : tr("%1 min").arg((seconds + 59) / 60);
}

void addRows(QList<QStringList> &rows, const char *by, const std::vector<PlanShare> &shares)
{
    for (const PlanShare &share : shares) {
        rows.append({QLatin1String(by), share.name.isEmpty() ? QStringLiteral("–") : share.name,
                     QString::number(share.items), QString::number(share.requests),
                     share.seconds ? durationText(*share.seconds) : QString()});
    }
}

} // namespace

void printPlan(const pipeline::Plan &plan)
{
    if (plan.items.empty() && plan.excluded.empty()) {
        printLine(tr("Nothing matches: there is nothing to retry."));
        return;
    }
    QString line = tr("%1 step(s) of %2 vehicle(s), %3 request(s)")
                       .arg(plan.items.size())
                       .arg(plan.vehicles)
                       .arg(plan.requests);
    if (plan.estimatedMs > 0)
        line += tr(", about %1").arg(durationText(secondsOf(plan.estimatedMs)));
    printLine(tr("%1; %2 left out").arg(line).arg(plan.excluded.size()));
    printExclusions(plan.excluded);
}

void printShares(const pipeline::Plan &plan)
{
    const PlanShares shares = sharesOf(plan);
    QList<QStringList> rows;
    addRows(rows, "step", shares.byStep);
    addRows(rows, "host", shares.byHost);
    addRows(rows, "cause", shares.byCause);
    if (!rows.isEmpty())
        printTable({QStringLiteral("BY"), QString(), QStringLiteral("STEPS"), QStringLiteral("REQUESTS"),
                    QStringLiteral("ABOUT")},
                   rows);
}

void printProgressOf(const db::BatchRow &batch)
{
    const bool queued =
        batch.succeeded + batch.skipped + batch.failed() + batch.held == 0 && !batch.hasEnded();
    if (queued) {
        printLine(batch.state == db::BatchState::Waiting
                      ? tr("batch %1: queued for the worker, to start at %2; until then \"batch cancel %3\" "
                           "takes it back")
                            .arg(batch.id, core::toTimeText(batch.startsAt), batch.id.left(kShownId))
                      : tr("batch %1: queued for the worker").arg(batch.id));
        return;
    }
    printLine(tr("batch %1: %2 succeeded, %3 failed, %4 held; %5 images stored, %6 failed")
                  .arg(batch.id)
                  .arg(batch.succeeded)
                  .arg(batch.failed())
                  .arg(batch.held)
                  .arg(batch.imagesStored)
                  .arg(batch.imagesFailed));
    if (batch.cancelled > 0)
        printLine(tr("%1 cancelled or taken over by another process").arg(batch.cancelled));
    if (batch.state == db::BatchState::Paused)
        printLine(tr("paused: %1; %2 not started. \"batch resume %3\" goes on.")
                      .arg(batch.stateReason)
                      .arg(batch.unreleased)
                      .arg(batch.id.left(kShownId)));
}

} // namespace ctl
