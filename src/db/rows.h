// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/failuretype.h"
#include "core/filter.h"
#include "core/step.h"

#include <QDate>
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

//! Plain rows as the stores give them out. They cross threads by value.
namespace db {

//! One vehicle in the list of what is incomplete.
struct FailureRow
{
    QString vehicleId;
    std::optional<int> year;
    QString make;
    QString model;
    QString vin;
    QString discoveryUrl;
    core::FailureTypes failureTypes; //!< none: complete by now
    int expectedCount = 0;           //!< images the listing has ("stored image count" in the seed's words)
    int storedCount = 0;             //!< images we hold ("actual image count")
    int missingCount = 0;            //!< wanted URLs without an image
    std::optional<core::Cause> lastCause;
    std::optional<core::Step> lastStep; //!< the step of the last failure
    int attempts = 0;                   //!< failed attempts since the last success of that step
    QDateTime nextRetryAt;              //!< invalid when nothing is queued
    bool running = false;               //!< a worker holds one of its steps now
    QString heldReason;                 //!< why queued work waits for its host, empty otherwise
    QDateTime createdAt;

    bool operator==(const FailureRow &) const = default;
};

enum class FailureSort { CreatedAt, Vehicle, Missing, Images, LastCause, Attempts, NextRetry };

//! A keyset page of failures: the sort value and the id of the last row are the cursor.
struct FailurePageRequest
{
    core::Filter filter;
    FailureSort sort = FailureSort::CreatedAt;
    Qt::SortOrder order = Qt::DescendingOrder;
    int limit = 200;
    QString after; //!< opaque; from FailurePage::next, empty for the first page
};

struct FailurePage
{
    std::vector<FailureRow> rows;
    QString next; //!< empty when there are no more
};

//! How many incomplete vehicles match, in all and by kind; the vehicles of several kinds count in each.
struct FailureCounts
{
    qint64 total = 0;    //!< match the whole filter
    qint64 vehicles = 0; //!< all vehicles of the workspace, complete ones too
    std::vector<std::pair<core::FailureType, qint64>> byType; //!< match the filter without its type
    std::vector<std::pair<core::Cause, qint64>> byCause;      //!< match the filter without its cause
};

//! One run of one step: a row of scrape_steps.
struct AttemptRow
{
    QString id;
    QString vehicleId;
    core::Step step = core::Step::FetchListing;
    core::StepStatus status = core::StepStatus::Success;
    std::optional<core::Cause> cause;
    QString fingerprint;
    QString errorMessage;
    QJsonObject metadata;
    QString host;
    int httpStatus = 0;
    qint64 bytes = 0;
    qint64 elapsedMs = 0;
    QString worker;
    QString batchId;
    int attemptNumber = 1;
    QDateTime createdAt;
    QDateTime completedAt;
};

//! One wanted image of a vehicle, in the gallery's order.
struct ImageItem
{
    enum class State { Missing, Stored, Alias, Failed, Final };

    QString sourceUrl;
    State state = State::Missing; //!< Failed: tried, will be tried again; Final: will not
    std::optional<core::Cause> cause;
    QString message;
    int attempts = 0;
    QString storagePath;
    int width = 0;
    int height = 0;
    qint64 fileSize = 0;
    QString fileHash;
};

//! The state of one step of one vehicle: its last attempt and what is queued for it.
struct StepState
{
    core::Step step = core::Step::FetchListing;
    std::optional<AttemptRow> last;
    bool missing = false; //!< the vehicle lacks what this step yields
    QString queueStatus;  //!< "pending", "running", "dead" or empty
    QDateTime nextRetryAt;
};

//! Everything the detail pane shows of one vehicle.
struct VehicleDetail
{
    FailureRow row;
    QString title;
    QString source;
    QString listingUrl;
    std::optional<qint64> salePrice;
    std::optional<qint64> highBid;
    QString currency;
    QString saleStatus;
    QDate saleDate;
    std::optional<int> mileage;
    QString mileageUnit;
    QString lot;
    QString location;
    QString seller;
    QString buyer;
    QString vinNote;         //!< what was stated when there is no VIN, or why it was refused
    QDateTime pageFetchedAt; //!< of the newest stored page; invalid without one
    std::vector<StepState> steps;
    std::vector<AttemptRow> attempts; //!< newest first, at most 200
    std::vector<ImageItem> images;
};

//! Failures of one cause and fingerprint.
struct CauseRow
{
    core::Cause cause = core::Cause::Connection;
    QString fingerprint;
    QString message;  //!< a sample
    qint64 count = 0; //!< vehicles whose last failure this is
    QDateTime firstSeen;
    QDateTime lastSeen;
    QString sampleVehicleId;
};

struct DayStats
{
    QDate date;
    qint64 retries = 0;
    qint64 succeeded = 0;
    qint64 failed = 0;
    double successRate() const
    {
        return retries ? 100.0 * static_cast<double>(succeeded) / static_cast<double>(retries) : 0;
    }
};

struct StepStats
{
    core::Step step = core::Step::FetchListing;
    qint64 attempts = 0;
    qint64 succeeded = 0;
    qint64 failed = 0;
    double successRate() const
    {
        return attempts ? 100.0 * static_cast<double>(succeeded) / static_cast<double>(attempts) : 0;
    }
};

struct QueueStatus
{
    qint64 pending = 0;
    qint64 running = 0;
    qint64 held = 0;
    qint64 dead = 0;
    qint64 completed = 0;
    qint64 oldestPendingSeconds = 0;
    qint64 stuck = 0; //!< running with an expired lease
};

struct Stats
{
    std::vector<DayStats> byDay; //!< oldest first, days without a retry included
    std::vector<StepStats> byStep;
    QueueStatus queue;
};

//! One row of the retry queue.
struct QueueRow
{
    QString id;
    QString vehicleId;
    QString vehicle; //!< "1990 Porsche 911"
    core::Step step = core::Step::FetchListing;
    QString status;
    int retryCount = 0;
    int maxRetries = 3;
    QDateTime nextRetryAt;
    std::optional<core::Cause> cause;
    QString heldReason;
    QString leaseOwner;
};

} // namespace db
