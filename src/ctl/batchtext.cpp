// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batchtext.h"

#include "commandtree.h"
#include "core/clock.h"
#include "holds.h"
#include "output.h"

namespace ctl {

namespace {

//! What was asked for, in one cell.
QString askedFor(const db::BatchRow &batch)
{
    if (!batch.filter.isEmpty())
        return batch.filter;
    return batch.kind == QLatin1String("import") ? batch.kind : tr("vehicles by id, or everything");
}

QString stateText(const db::BatchRow &batch)
{
    const QString state = db::batchStateName(batch.state);
    return batch.stateReason.isEmpty() ? state : QString(state + QStringLiteral(": ") + batch.stateReason);
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("–") : text;
}

//! Seconds are enough for people.
QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate) : QStringLiteral("–");
}

QString whyItWaits(const db::BatchItemRow &item)
{
    if (!item.heldReason.isEmpty())
        return waitText(item.heldReason);
    return item.note;
}

} // namespace

void printBatches(const std::vector<db::BatchRow> &batches)
{
    if (batches.empty()) {
        printLine(tr("There are no batches yet: \"retry\" and \"import\" start them."));
        return;
    }
    QList<QStringList> rows;
    for (const db::BatchRow &batch : batches) {
        rows.append({batch.id.left(kShownId), timeText(batch.createdAt), batch.reason,
                     db::batchStateName(batch.state), QString::number(batch.planned),
                     QString::number(batch.done()), QString::number(batch.succeeded),
                     QString::number(batch.failed()), QString::number(batch.held), askedFor(batch)});
    }
    printTable({QStringLiteral("ID"), QStringLiteral("CREATED"), QStringLiteral("REASON"),
                QStringLiteral("STATE"), QStringLiteral("PLANNED"), QStringLiteral("DONE"),
                QStringLiteral("SUCCEEDED"), QStringLiteral("FAILED"), QStringLiteral("HELD"),
                QStringLiteral("ASKED FOR")},
               rows);
}

void printBatch(const db::BatchRow &batch)
{
    const auto line = [](const char *name, const QString &value) {
        printLine(QStringLiteral("%1 %2").arg(QLatin1String(name), -10).arg(value));
    };
    line("batch", batch.id);
    line("state", stateText(batch));
    line("asked for", askedFor(batch));
    line("by", orDash(batch.actor));
    line("created", timeText(batch.createdAt));
    line("starts", timeText(batch.startsAt));
    line("finished", timeText(batch.finishedAt));
    line("steps",
         tr("%1 of %2 done: %3 succeeded, %4 skipped, %5 cancelled; %6 failed, %7 of them tried again")
             .arg(batch.done())
             .arg(batch.planned)
             .arg(batch.succeeded)
             .arg(batch.skipped)
             .arg(batch.cancelled)
             .arg(batch.failed())
             .arg(batch.retrying));
    if (batch.held > 0)
        line("held", tr("%1 wait for their host: \"hosts\" says why").arg(batch.held));
    line("images", tr("%1 requested, %2 stored, %3 skipped, %4 failed")
                       .arg(batch.imagesRequested)
                       .arg(batch.imagesStored)
                       .arg(batch.imagesSkipped)
                       .arg(batch.imagesFailed));
    if (batch.state == db::BatchState::Paused)
        printLine(tr("\"batch resume %1\" goes on, \"batch cancel %1\" takes the rest back.")
                      .arg(batch.id.left(kShownId)));
}

void printItems(const std::vector<db::BatchItemRow> &items)
{
    if (items.empty()) {
        printLine(tr("No member is in this state."));
        return;
    }
    QList<QStringList> rows;
    for (const db::BatchItemRow &item : items) {
        rows.append({item.vehicleId, core::stepName(item.step), db::batchItemStateName(item.state),
                     item.cause ? QString(core::causeName(*item.cause)) : QStringLiteral("–"),
                     whyItWaits(item)});
    }
    printTable({QStringLiteral("VEHICLE"), QStringLiteral("STEP"), QStringLiteral("STATE"),
                QStringLiteral("CAUSE"), QStringLiteral("MESSAGE")},
               rows);
}

void printAudit(const std::vector<db::AuditRow> &rows)
{
    if (rows.empty()) {
        printLine(tr("Nothing was done to many rows at once yet."));
        return;
    }
    QList<QStringList> table;
    for (const db::AuditRow &row : rows) {
        const QString batch =
            row.batchId.isEmpty() ? QString() : tr("batch %1").arg(row.batchId.left(kShownId));
        table.append({timeText(row.at), row.actor, row.action, QString::number(row.items),
                      row.filter.isEmpty() ? orDash(batch) : row.filter, orDash(row.hash.left(kShownId)),
                      orDash(row.result.section(u'\n', 0, 0))});
    }
    printTable({QStringLiteral("WHEN"), QStringLiteral("ACTOR"), QStringLiteral("ACTION"),
                QStringLiteral("COUNT"), QStringLiteral("WHAT"), QStringLiteral("HASH"),
                QStringLiteral("RESULT")},
               table);
}

} // namespace ctl
