// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "holds.h"
#include "rowsjson.h"

#include <QFileInfo>
#include <QJsonArray>

namespace ctl {

namespace {

//! What a person recognises the vehicle by: its name, or the end of its URL while it has none.
QString vehicleText(const db::FailureRow &row)
{
    const QString name =
        QString((row.year ? QString::number(*row.year) : QString()) + u' ' + row.make + u' ' + row.model)
            .simplified();
    return name.isEmpty() ? row.discoveryUrl.section(u'/', -1) : name;
}

//! "vin price": the column's head says the rest of the failure types' names.
QString missingText(const db::FailureRow &row)
{
    return core::failureTypeNames(row.failureTypes).join(u' ').remove(QStringLiteral("missing_"));
}

void printFailures(const db::FailurePage &page, qint64 total)
{
    // The name comes last: it is what a narrow terminal may cut.
    QList<QStringList> rows;
    for (const db::FailureRow &row : page.rows) {
        rows.append({row.vehicleId, QStringLiteral("%1/%2").arg(row.storedCount).arg(row.expectedCount),
                     missingText(row),
                     row.lastCause ? QString(core::causeName(*row.lastCause)) : QStringLiteral("–"),
                     QString::number(row.attempts), vehicleText(row)});
    }
    if (rows.isEmpty()) {
        printLine(total == 0 ? QCoreApplication::translate("ctl", "Nothing is incomplete.")
                             : QCoreApplication::translate("ctl", "There are no further rows."));
        return;
    }
    printTable({QStringLiteral("ID"), QStringLiteral("IMAGES"), QStringLiteral("MISSING"),
                QStringLiteral("CAUSE"), QStringLiteral("ATTEMPTS"), QStringLiteral("VEHICLE")},
               rows);
    printLine(QCoreApplication::translate("ctl", "%1 of %2").arg(page.rows.size()).arg(total));
    if (!page.next.isEmpty())
        printLine(QCoreApplication::translate("ctl", "More with: --after %1").arg(page.next));
}

QString percent(double rate, qint64 of)
{
    return of > 0 ? QString::number(rate, 'f', 1) : QStringLiteral("–");
}

void printStats(const db::Stats &stats)
{
    QList<QStringList> table;
    for (const db::DayStats &day : stats.byDay) {
        table.append({day.date.toString(Qt::ISODate), QString::number(day.retries),
                      QString::number(day.succeeded), QString::number(day.failed),
                      QString::number(day.successRate(), 'f', 1)});
    }
    printTable({QStringLiteral("DAY"), QStringLiteral("RETRIES"), QStringLiteral("SUCCEEDED"),
                QStringLiteral("FAILED"), QStringLiteral("%")},
               table);
    table.clear();
    for (const db::StepStats &step : stats.byStep) {
        table.append({QString(core::stepName(step.step)), QString::number(step.attempts),
                      QString::number(step.succeeded), QString::number(step.failed),
                      QString::number(step.successRate(), 'f', 1),
                      percent(step.firstSuccessRate(), step.firstAttempts),
                      percent(step.finalSuccessRate(), step.succeeded + step.gaveUp),
                      QString::number(step.recovered), percent(step.meanRecoverySeconds(), step.recovered)});
    }
    printLine({});
    printTable({QStringLiteral("STEP"), QStringLiteral("ATTEMPTS"), QStringLiteral("SUCCEEDED"),
                QStringLiteral("FAILED"), QStringLiteral("%"), QStringLiteral("% AT ONCE"),
                QStringLiteral("% IN THE END"), QStringLiteral("RECOVERED"), QStringLiteral("AFTER S")},
               table);
}

void printWaits(const db::QueueStatus &status, bool areParked)
{
    for (const auto &[reason, count] : status.waits) {
        if (isParked(reason) == areParked)
            printLine(QStringLiteral("%1 %2  %3").arg(QString(), -10).arg(count, 8).arg(waitText(reason)));
    }
}

void printQueue(const db::QueueStatus &status)
{
    const auto print = [](const char *name, qint64 count, const QString &meaning) {
        printLine(QStringLiteral("%1 %2  %3").arg(QLatin1String(name), -10).arg(count, 8).arg(meaning));
    };
    print("pending", status.pending,
          status.pending > 0 ? QCoreApplication::translate("ctl", "wait for their time, the oldest for %1 s")
                                   .arg(status.oldestPendingSeconds)
                             : QCoreApplication::translate("ctl", "wait for their time"));
    print("running", status.running,
          status.stuck > 0
              ? QCoreApplication::translate("ctl", "in work, %1 without a sign of life").arg(status.stuck)
              : QCoreApplication::translate("ctl", "in work"));
    print("held", status.held, QCoreApplication::translate("ctl", "wait for their host"));
    printWaits(status, false);
    print("parked", status.parked, QCoreApplication::translate("ctl", "wait for somebody"));
    printWaits(status, true);
    print("dead", status.dead, QCoreApplication::translate("ctl", "given up"));
    print("completed", status.completed, QCoreApplication::translate("ctl", "done"));
}

void printWorkers(const std::vector<db::WorkerRow> &workers)
{
    if (workers.empty()) {
        printLine(QCoreApplication::translate("ctl", "Nobody works the queue off: \"worker\" does."));
        return;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QList<QStringList> rows;
    for (const db::WorkerRow &row : workers) {
        rows.append({row.host, QString::number(row.pid),
                     row.isAlive(now) ? QCoreApplication::translate("ctl", "works")
                                      : QCoreApplication::translate("ctl", "no sign of life"),
                     QString::number(row.runningSteps), row.startedAt.toUTC().toString(Qt::ISODate),
                     row.heartbeatAt.toUTC().toString(Qt::ISODate), row.version});
    }
    printTable({QStringLiteral("MACHINE"), QStringLiteral("PROCESS"), QStringLiteral("STATE"),
                QStringLiteral("RUNNING"), QStringLiteral("SINCE"), QStringLiteral("LAST HEARTBEAT"),
                QStringLiteral("VERSION")},
               rows);
}

} // namespace

void failures(Session &session, const FailuresOptions &options)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    db::FailurePageRequest request;
    request.filter = options.filter;
    request.limit = options.limit;
    request.after = options.after;
    const auto page = session.take(workspace->failures(request));
    if (!page)
        return;
    const auto counts = session.take(workspace->counts(options.filter));
    if (!counts)
        return;
    if (session.json) {
        QJsonArray items;
        for (const db::FailureRow &row : page->rows)
            items.append(toJson(row));
        printJson({{QStringLiteral("total"), counts->total},
                   {QStringLiteral("counting"), toJson(counts->fill)},
                   {QStringLiteral("items"), items},
                   {QStringLiteral("next"), page->next.isEmpty() ? QJsonValue() : QJsonValue(page->next)}});
    } else {
        printFailures(*page, counts->total);
        if (counts->fill) {
            printLine(QCoreApplication::translate("ctl",
                                                  "Not complete yet: %1 of about %2 vehicles are counted. A "
                                                  "worker, or attach --yes, goes on.")
                          .arg(counts->fill->filled)
                          .arg(counts->fill->vehicles));
        }
    }
    session.finish(Done);
}

void stats(Session &session, int days)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto stats = session.take(workspace->stats(days));
    if (!stats)
        return;
    if (session.json) {
        printJson(toJson(*stats));
    } else {
        printStats(*stats);
    }
    session.finish(Done);
}

void queue(Session &session)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto status = session.take(workspace->queueStatus());
    if (!status)
        return;
    if (session.json)
        printJson(toJson(*status));
    else
        printQueue(*status);
    session.finish(Done);
}

void workers(Session &session)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto workers = session.take(workspace->workers());
    if (!workers)
        return;
    if (session.json) {
        QJsonArray items;
        for (const db::WorkerRow &row : *workers)
            items.append(toJson(row, QDateTime::currentDateTimeUtc()));
        printJson({{QStringLiteral("items"), items}});
    } else {
        printWorkers(*workers);
    }
    session.finish(Done);
}

void exportReport(Session &session, const ExportOptions &options)
{
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    pipeline::ExportRequest request;
    request.file = QFileInfo(options.file).absoluteFilePath();
    request.filter = options.filter;
    request.columns = options.columns;
    request.raw = options.raw;
    const auto summary = session.take(workspace->exportFailures(request));
    if (!summary)
        return;
    if (session.json) {
        printJson({{QStringLiteral("rows"), summary->rows},
                   {QStringLiteral("file"), summary->file},
                   {QStringLiteral("sha256"), summary->sha256}});
    } else {
        printLine(QCoreApplication::translate("ctl", "%1 rows in %2").arg(summary->rows).arg(summary->file));
    }
    session.finish(Done);
}

} // namespace ctl
