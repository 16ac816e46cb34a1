// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"
#include "core/step.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace pipeline {

//! What shall be retried: ids, or everything that matches a filter.
struct PlanRequest
{
    QStringList vehicleIds; //!< when not empty, the filter is not used
    core::Filter filter;
    std::vector<core::Step> steps; //!< empty = whatever each vehicle lacks
    bool allImages = false;        //!< request stored images again, too
    bool includeFinal = false;     //!< causes that are final, too
    bool evenIfPresent = false;    //!< extraction steps that lack nothing, too
    bool refetch = false;          //!< fetch the page anew for extraction steps
    int limit = 0;                 //!< at most this many vehicles; 0 = all
    QString extraText;             //!< for extract_vin: read this besides the stored page
};

//! Why something is left out of a plan. The name is stable, the text is for people.
enum class Exclusion {
    NothingMissing,
    FinalCause,
    AlreadyRunning,
    AlreadyQueued, //!< a member of another batch that was not tried there yet
    Ignored,       //!< somebody ignores failures like its last one
    KnownAbsent,
    Deleted,
    UnknownVehicle,
    NoStoredUrls,
    NoPage
};
QLatin1String exclusionName(Exclusion exclusion); //!< "nothing_missing", "final_cause", …
QString exclusionText(Exclusion exclusion);

struct PlanItem
{
    QString vehicleId;
    core::Step step = core::Step::BackfillImages;
    QString host;
    int images = 0;                   //!< requests this item is expected to make (images, or 1 for a page)
    std::optional<core::Cause> cause; //!< of the last failure
    QString label;                    //!< "1990 Porsche 911"
};

struct PlanExclusion
{
    QString vehicleId;
    std::optional<core::Step> step;
    Exclusion reason = Exclusion::NothingMissing;
    QString label;
};

//! A frozen list of (vehicle, step). What is previewed is exactly what is then done.
struct Plan
{
    PlanRequest request;
    std::vector<PlanItem> items;
    std::vector<PlanExclusion> excluded;
    struct Share
    {
        int items = 0;
        int requests = 0;
        qint64 estimatedMs = 0; //!< at the polite rate of this host
    };
    std::map<QString, Share> byHost; //!< only items that ask a host

    QString hash; //!< SHA-256 over the items in order: equal lists have equal hashes
    int vehicles = 0;
    int requests = 0;       //!< images and pages that will be asked for
    qint64 estimatedMs = 0; //!< at the polite rate of the slowest host
};

} // namespace pipeline
