// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>
#include <QStringView>

#include <array>
#include <optional>

namespace core {

//! One step of an import. Each can fail, be retried and succeed alone.
enum class Step { FetchListing, ExtractData, ExtractImages, ExtractVin, BackfillImages };

inline constexpr std::array kAllSteps = {Step::FetchListing, Step::ExtractData, Step::ExtractImages,
                                         Step::ExtractVin, Step::BackfillImages};

//! Stored in scrape_steps.status; these are the words of the seed schema.
enum class StepStatus { Pending, Running, Success, Failed, Skipped };

//! The name used in columns, JSON and on the command line: "fetch_listing", …
QLatin1String stepName(Step step);
std::optional<Step> stepFromName(QStringView name);

QLatin1String stepStatusName(StepStatus status);
std::optional<StepStatus> stepStatusFromName(QStringView name);

} // namespace core
