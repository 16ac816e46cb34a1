// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workoff.h"

#include "output.h"
#include "shutdown.h"

#include <QCoreApplication>

namespace ctl {

using pipeline::Workspace;

void showProgress(Workspace *workspace)
{
    QObject::connect(
        workspace, &Workspace::workerProgress, workspace, [](const pipeline::WorkerProgress &progress) {
            printProgress(QCoreApplication::translate("ctl", "%1 done, %2 running, %3 due; %4 images (%5/s)")
                              .arg(progress.done)
                              .arg(progress.running)
                              .arg(progress.due)
                              .arg(progress.images)
                              .arg(progress.imagesPerSecond, 0, 'f', 1));
        });
    QObject::connect(workspace, &Workspace::workerStopped, workspace, [] { printProgress({}); });
    auto *shutdown = new Shutdown(workspace);
    QObject::connect(shutdown, &Shutdown::requested, workspace, &Workspace::stopWorker);
}

void workOff(Workspace *workspace, pipeline::WorkerOptions options, const QString &batchId,
             const std::function<void(const pipeline::WorkerReport &)> &done)
{
    showProgress(workspace);
    options.batchId = batchId;
    options.untilEmpty = true;
    QObject::connect(workspace, &Workspace::workerStopped, workspace, done);
    workspace->startWorker(options);
}

core::Error unknownVehicle(const QString &id)
{
    return {core::ErrorCode::Usage,
            QCoreApplication::translate(
                "ctl", "There is no vehicle \"%1\": \"retrydeskctl failures\" shows the ids there are.")
                .arg(id),
            {}};
}

} // namespace ctl
