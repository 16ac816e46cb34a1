// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

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

} // namespace

void import(Session &session, const pipeline::ImportRequest &request)
{
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
    auto *shutdown = new Shutdown(workspace);
    QObject::connect(shutdown, &Shutdown::requested, workspace, &pipeline::Workspace::cancelImport);
    workspace->import(request).then(
        workspace, [&session](const core::Result<pipeline::ImportSummary> &summary) {
            if (!summary) {
                session.fail(summary.error());
                return;
            }
            if (!session.json) {
                printLine(
                    QCoreApplication::translate("ctl", "%1 created, %2 updated, %3 skipped, %4 with failures")
                        .arg(summary->created)
                        .arg(summary->updated)
                        .arg(summary->skipped)
                        .arg(summary->withFailures));
            }
            session.finish(summary->withFailures > 0 ? SomeFailed : Done);
        });
}

} // namespace ctl
