// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/step.h"

namespace core {

QLatin1String stepName(Step step)
{
    switch (step) {
    case Step::FetchListing:
        return QLatin1String("fetch_listing");
    case Step::ExtractData:
        return QLatin1String("extract_data");
    case Step::ExtractImages:
        return QLatin1String("extract_images");
    case Step::ExtractVin:
        return QLatin1String("extract_vin");
    case Step::BackfillImages:
        return QLatin1String("backfill_images");
    }
    Q_UNREACHABLE();
}

std::optional<Step> stepFromName(QStringView name)
{
    for (const Step step : kAllSteps) {
        if (name == stepName(step))
            return step;
    }
    return std::nullopt;
}

QLatin1String stepStatusName(StepStatus status)
{
    switch (status) {
    case StepStatus::Pending:
        return QLatin1String("pending");
    case StepStatus::Running:
        return QLatin1String("running");
    case StepStatus::Success:
        return QLatin1String("success");
    case StepStatus::Failed:
        return QLatin1String("failed");
    case StepStatus::Skipped:
        return QLatin1String("skipped");
    }
    Q_UNREACHABLE();
}

std::optional<StepStatus> stepStatusFromName(QStringView name)
{
    for (const auto status : {StepStatus::Pending, StepStatus::Running, StepStatus::Success,
                              StepStatus::Failed, StepStatus::Skipped}) {
        if (name == stepStatusName(status))
            return status;
    }
    return std::nullopt;
}

} // namespace core
