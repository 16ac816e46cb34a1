// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/step.h"

#include <QString>
#include <QStringList>

#include <map>
#include <optional>

namespace pipeline {

//! Exactly one of urls, htmlFile or listFile is given.
struct ImportRequest
{
    QStringList urls;
    QString htmlFile;
    QString htmlUrl;                 //!< where the saved page came from; empty = as the page says
    QString listFile;                //!< URLs one a line, or a saved index page
    bool images = true;              //!< false: store the URLs, leave the images for later
    bool includeNonVehicles = false; //!< items of an index page that are no vehicles, too
    bool fetchIndexed = false;       //!< fetch the listings of an index page now instead of queueing them
};

//! What became of one listing.
struct ImportLine
{
    struct StepLine
    {
        core::StepStatus status = core::StepStatus::Pending;
        std::optional<core::Cause> cause;
        QString message;
    };

    QString url;
    QString vehicleId; //!< empty when skipped
    QString action;    //!< "created", "updated", "skipped"
    QString reason;    //!< the word for why it was skipped
    QString message;   //!< the sentence for it
    std::map<core::Step, StepLine> steps;
    int imagesFound = 0;
    int imagesStored = 0;
    int imagesSkipped = 0;
    int imagesFailed = 0;

    bool hasFailures() const;
};

struct ImportSummary
{
    int created = 0;
    int updated = 0;
    int skipped = 0;
    int withFailures = 0;
};

} // namespace pipeline
