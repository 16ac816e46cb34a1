// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "core/whenfinished.h"
#include "workoff.h"

#include <QFile>
#include <QFileInfo>

namespace ctl {

namespace {

using pipeline::Workspace;

constexpr qint64 kMaxTextBytes = 32 * 1024 * 1024;

core::Result<QString> readText(const VinOptions &options)
{
    if (options.textFile.isEmpty())
        return options.text;
    QFile file(options.textFile);
    if (QFileInfo(options.textFile).isDir() || !file.open(QIODevice::ReadOnly)) {
        return core::Error{core::ErrorCode::Usage,
                           QCoreApplication::translate("ctl", "%1 cannot be read: %2.")
                               .arg(options.textFile, file.errorString()),
                           {}};
    }
    return QString::fromUtf8(file.read(kMaxTextBytes));
}

//! The answer of extract-vin-from-vehicle, from what the attempt recorded.
void printVin(Session &session, Workspace *workspace, const QString &vehicleId)
{
    const auto detail = session.take(workspace->vehicle(vehicleId));
    if (!detail)
        return;
    const auto &last = detail->steps.at(static_cast<std::size_t>(core::Step::ExtractVin)).last;
    const QJsonObject evidence = last ? last->metadata : QJsonObject();
    const bool success = last && last->status == core::StepStatus::Success;
    const QString value = evidence.value(QLatin1String("value")).toString();
    const QString kind = evidence.value(QLatin1String("kind")).toString();
    if (session.json) {
        printJson({{QStringLiteral("success"), success},
                   {QStringLiteral("vehicle_id"), vehicleId},
                   {QStringLiteral("found_any"), !value.isEmpty()},
                   {QStringLiteral("found_17"), kind == QLatin1String("vin17")},
                   {QStringLiteral("best_candidate"), value.isEmpty() ? QJsonValue() : QJsonValue(value)},
                   {QStringLiteral("candidate_count"), evidence.value(QLatin1String("candidates")).toInt()},
                   {QStringLiteral("updated_vin"), evidence.value(QLatin1String("updated")).toBool()}});
    } else {
        printLine(value.isEmpty() ? QCoreApplication::translate("ctl", "no VIN found") : value);
    }
    if (last && !last->errorMessage.isEmpty())
        printError({core::ErrorCode::Internal, last->errorMessage, {}});
    session.finish(success ? Done : SomeFailed);
}

} // namespace

void vin(Session &session, const VinOptions &options)
{
    const auto text = readText(options);
    if (!text) {
        session.fail(text.error());
        return;
    }
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    pipeline::PlanRequest request;
    request.vehicleIds = {options.vehicle};
    request.steps = {core::Step::ExtractVin};
    request.extraText = *text;
    request.evenIfPresent = true;
    request.includeFinal = true;
    const auto plan = session.take(workspace->plan(request));
    if (!plan)
        return;
    if (plan->items.empty()) {
        const auto reason =
            plan->excluded.empty() ? pipeline::Exclusion::UnknownVehicle : plan->excluded.front().reason;
        const QString why =
            QString(options.vehicle + QLatin1String(": ") + pipeline::exclusionText(reason) + u'.');
        session.fail(reason == pipeline::Exclusion::UnknownVehicle
                         ? unknownVehicle(options.vehicle)
                         : core::Error{core::ErrorCode::Usage, why, {}});
        return;
    }
    core::whenFinished(workspace->startBatch(*plan, {}), workspace,
                       [&session, workspace, options](const core::Result<QString> &batchId) {
                           if (!batchId) {
                               session.fail(batchId.error());
                               return;
                           }
                           pipeline::WorkerOptions worker;
                           worker.patienceSeconds = 0;
                           workOff(workspace, worker, *batchId,
                                   [&session, workspace, options](const pipeline::WorkerReport &report) {
                                       if (report.error)
                                           session.fail(*report.error);
                                       else
                                           printVin(session, workspace, options.vehicle);
                                   });
                       });
}

} // namespace ctl
