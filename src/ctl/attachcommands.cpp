// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "db/attachment.h"
#include "db/picture.h"
#include "pipeline/attaching.h"
#include "pipeline/imageplace.h"

#include <QFileInfo>
#include <QJsonArray>

namespace ctl {

namespace {

int failed(const core::Error &error)
{
    printError(error);
    return exitCodeFor(error);
}

QString tr(const char *text)
{
    return QCoreApplication::translate("ctl", text);
}

core::Result<std::unique_ptr<db::Connection>> open(const Session &session)
{
    const auto where = session.address();
    return where ? db::Connection::open(*where) : where.error();
}

void printLines(const QString &text)
{
    for (const QString &line : text.trimmed().split(u'\n'))
        printLine(line);
}

void printReport(const db::AttachReport &report, const QString &workspace)
{
    printLine(tr("%1 as %2: about %3 vehicles and %4 images.")
                  .arg(workspace, report.role)
                  .arg(report.vehicles)
                  .arg(report.images));
    for (const QString &warning : report.warnings)
        printLine(tr("Beware: %1").arg(warning));
    for (const QString &note : report.notes)
        printLine(note);
    for (const QString &refusal : report.refusals)
        printLine(tr("In the way: %1").arg(refusal));
    if (report.isAttached)
        printLine(tr("It is attached."));
    else if (report.refusals.isEmpty())
        printLine(
            tr("Nothing was changed. attach --dry-run prints the %1 statements that would be run; attach "
               "--yes runs them.")
                .arg(report.statements.size()));
}

QJsonObject toJson(const db::AttachReport &report, const QString &workspace)
{
    return {{QStringLiteral("workspace"), workspace},
            {QStringLiteral("role"), report.role},
            {QStringLiteral("attached"), report.isAttached},
            {QStringLiteral("vehicles"), report.vehicles},
            {QStringLiteral("images"), report.images},
            {QStringLiteral("notes"), QJsonArray::fromStringList(report.notes)},
            {QStringLiteral("warnings"), QJsonArray::fromStringList(report.warnings)},
            {QStringLiteral("refusals"), QJsonArray::fromStringList(report.refusals)},
            {QStringLiteral("statements"), QJsonArray::fromStringList(report.statements)}};
}

//! What it would do. A database that cannot be attached is an error of the environment.
int report(Session &session, const db::AttachReport &report, const QString &workspace, bool asSql)
{
    if (session.json)
        printJson(toJson(report, workspace));
    else if (asSql && report.refusals.isEmpty())
        printLines(pipeline::attachScript(report.statements));
    else
        printReport(report, workspace);
    return report.refusals.isEmpty() ? Done : Environment;
}

int attachAndCount(Session &session, db::Connection &connection, const AttachOptions &options)
{
    if (!options.images.isEmpty()) {
        if (auto usable = pipeline::checkImages(connection.path(), options.images); !usable)
            return failed(usable.error());
    }
    if (auto attached = db::attach(connection); !attached)
        return failed(attached.error());
    const auto info = pipeline::Workspace::create(connection.path(), options.images);
    if (!info)
        return failed(info.error());
    const auto counted = pipeline::countVehicles(
        connection, options.pace, [](const std::optional<db::FillProgress> &progress) {
            if (progress) {
                printProgress(
                    tr("%1 of about %2 vehicles counted").arg(progress->filled).arg(progress->vehicles));
            }
            return true;
        });
    printProgress({});
    if (!counted)
        return failed(counted.error());
    if (session.json) {
        printJson({{QStringLiteral("workspace"), info->path},
                   {QStringLiteral("images"), info->images},
                   {QStringLiteral("schema_version"), info->schemaVersion},
                   {QStringLiteral("counted"), *counted}});
    } else {
        printLine(tr("%1 is attached, images in %2; %3 vehicles were counted.")
                      .arg(info->path, info->images)
                      .arg(*counted));
    }
    return Done;
}

} // namespace

int attach(Session &session, const AttachOptions &options)
{
    const auto connection = open(session);
    if (!connection)
        return failed(connection.error());
    if (options.confirmed)
        return attachAndCount(session, **connection, options);
    const auto found = db::inspectForAttach(**connection);
    if (!found)
        return failed(found.error());
    return report(session, *found, (*connection)->label(), options.dryRun);
}

int detach(Session &session, bool confirmed)
{
    if (!confirmed) {
        return failed({core::ErrorCode::Usage,
                       tr("detach takes the queue, the attempts, the batches and the settings out of the "
                          "database. To do it, say: detach --yes."),
                       {}});
    }
    const auto connection = open(session);
    if (!connection)
        return failed(connection.error());
    if (auto detached = db::detach(**connection); !detached)
        return failed(detached.error());
    if (session.json)
        printJson(
            {{QStringLiteral("workspace"), (*connection)->label()}, {QStringLiteral("attached"), false}});
    else
        printLine(
            tr("Nothing of Retrydesk is left in %1; vehicles and images stay.").arg((*connection)->label()));
    return Done;
}

int picture(Session &session, const QString &file)
{
    const auto connection = open(session);
    if (!connection)
        return failed(connection.error());
    const auto taken = db::takePicture(**connection, QFileInfo(file).absoluteFilePath(),
                                       QDateTime::currentDateTimeUtc(), [](qint64 done, qint64 of) {
                                           printProgress(tr("%1 of about %2 vehicles").arg(done).arg(of));
                                           return true;
                                       });
    printProgress({});
    if (!taken)
        return failed(taken.error());
    if (session.json) {
        printJson({{QStringLiteral("workspace"), (*connection)->label()},
                   {QStringLiteral("file"), QFileInfo(file).absoluteFilePath()},
                   {QStringLiteral("vehicles"), *taken}});
    } else {
        printLine(tr("%1 vehicles of %2. Look at them with: retrydesk --workspace %3")
                      .arg(*taken)
                      .arg((*connection)->label(), file));
    }
    return Done;
}

} // namespace ctl
