// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "core/listingurl.h"
#include "core/whenfinished.h"
#include "rowsjson.h"
#include "shutdown.h"

namespace ctl {

namespace {

QString stepsText(const pipeline::ImportLine &line)
{
    QStringList failed;
    for (const auto &[step, state] : line.steps) {
        if (state.status == core::StepStatus::Failed)
            failed.append(QString(core::stepName(step) + u' ' +
                                  (state.cause ? core::causeName(*state.cause) : QLatin1String("failed"))));
    }
    return failed.isEmpty() ? QString() : QString(QStringLiteral(" – ") + failed.join(QStringLiteral(", ")));
}

void printImportLine(const pipeline::ImportLine &line)
{
    if (line.action == QLatin1String("skipped")) {
        printLine(QStringLiteral("%1 %2: %3").arg(line.action, line.url, line.message));
        return;
    }
    printLine(QStringLiteral("%1 %2 (%3/%4 images)%5")
                  .arg(line.action, line.url)
                  .arg(line.imagesStored + line.imagesSkipped)
                  .arg(line.imagesFound)
                  .arg(stepsText(line)));
}

void printSummary(const pipeline::ImportSummary &summary)
{
    printLine(QCoreApplication::translate("ctl", "%1 created, %2 updated, %3 skipped, %4 with failures")
                  .arg(summary.created)
                  .arg(summary.updated)
                  .arg(summary.skipped)
                  .arg(summary.withFailures));
}

//! Bad lines of a list are skipped, each with its reason; a command that names nothing usable is wrong
//! itself.
std::optional<core::Error> refusalOf(const QStringList &urls)
{
    std::optional<core::Error> refusal;
    for (const QString &url : urls) {
        const auto canonical = core::canonicalListingUrl(url);
        if (canonical)
            return std::nullopt;
        if (!refusal)
            refusal = core::Error{core::ErrorCode::Usage,
                                  QString(url.left(80) + QStringLiteral(": ") + canonical.error().message),
                                  {}};
    }
    return refusal;
}

//! SIGTERM and SIGINT end the import. True in the answer once one came.
std::shared_ptr<const bool> cancelOnSignal(pipeline::Workspace *workspace)
{
    auto interrupted = std::make_shared<bool>(false);
    auto *shutdown = new Shutdown(workspace);
    QObject::connect(shutdown, &Shutdown::requested, workspace, [workspace, interrupted] {
        *interrupted = true;
        workspace->cancelImport();
    });
    return interrupted;
}

} // namespace

void import(Session &session, const pipeline::ImportRequest &request)
{
    if (const auto refusal = refusalOf(request.urls)) {
        session.fail(*refusal);
        return;
    }
    pipeline::Workspace *workspace = session.open();
    if (!workspace)
        return;
    QObject::connect(workspace, &pipeline::Workspace::importLine, workspace,
                     [json = session.json](const pipeline::ImportLine &line) {
                         if (json)
                             printJson(toJson(line));
                         else
                             printImportLine(line);
                     });
    const auto interrupted = cancelOnSignal(workspace);
    core::whenFinished(
        workspace->import(request), workspace,
        [&session, interrupted](const core::Result<pipeline::ImportSummary> &summary) {
            if (!summary) {
                session.fail(summary.error());
                return;
            }
            if (!session.json)
                printSummary(*summary);
            if (*interrupted) {
                session.fail({core::ErrorCode::Cancelled,
                              QCoreApplication::translate("ctl", "Interrupted: what is missing shows under "
                                                                 "\"retrydeskctl failures\"."),
                              {}});
                return;
            }
            session.finish(summary->withFailures > 0 ? SomeFailed : Done);
        });
}

} // namespace ctl
