// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/circuitbreaker.h"
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

//! How far the counting of vehicles that were there before us is (fillStates()).
struct FillProgress
{
    qint64 filled = 0;
    qint64 vehicles = 0; //!< about so many in all
};

//! How many incomplete vehicles match, in all and by kind; the vehicles of several kinds count in each.
struct FailureCounts
{
    qint64 total = 0;    //!< match the whole filter
    qint64 vehicles = 0; //!< all vehicles of the workspace, complete ones too
    std::vector<std::pair<core::FailureType, qint64>> byType; //!< match the filter without its type
    std::vector<std::pair<core::Cause, qint64>> byCause;      //!< match the filter without its cause
    std::optional<FillProgress> fill; //!< set while vehicles of an attached database are not counted yet
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
    QString reason; //!< why it was made: "import", "retry", "scraper_improved"
    int attemptNumber = 1;
    bool isDead = false; //!< a failure after which nothing follows by itself
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

//! What an operator decided about all failures of one fingerprint, those to come included.
struct CauseRule
{
    enum class Action {
        Ignore, //!< not tried again until that time, or until the rule is taken back
        Final   //!< never tried again by itself
    };

    QString fingerprint;
    core::Cause cause = core::Cause::Connection;
    Action action = Action::Ignore;
    QString reason;
    QDateTime until; //!< of Ignore; invalid: until the rule is taken back
    QString actor;
    QDateTime createdAt;
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
    std::vector<qint64> trend; //!< failed attempts a day, the last kTrendDays days in UTC, oldest first
    std::optional<CauseRule> rule;
};
inline constexpr int kTrendDays = 14;

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

//! Attempts of one step, over a span of days or on one of them.
struct StepStats
{
    core::Step step = core::Step::FetchListing;
    qint64 attempts = 0;
    qint64 succeeded = 0;
    qint64 failed = 0;
    qint64 firstAttempts = 0;  //!< of a vehicle that was tried for the first time
    qint64 firstSucceeded = 0; //!< … and that went well at once
    qint64 gaveUp = 0;         //!< failures after which nothing follows by itself
    qint64 recovered = 0;      //!< successes after a failure
    qint64 recoveryMs = 0;     //!< from the first failure to the success, summed over these

    double successRate() const { return percent(succeeded, attempts); }
    double firstSuccessRate() const { return percent(firstSucceeded, firstAttempts); }
    //! Of the vehicles whose step ended, well or for good: how many ended well.
    double finalSuccessRate() const { return percent(succeeded, succeeded + gaveUp); }
    double meanRecoverySeconds() const
    {
        return recovered ? static_cast<double>(recoveryMs) / 1000 / static_cast<double>(recovered) : 0;
    }

private:
    static double percent(qint64 part, qint64 whole)
    {
        return whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0;
    }
};

struct StepDayStats
{
    QDate date;
    StepStats stats;
};

struct QueueStatus
{
    qint64 pending = 0;
    qint64 running = 0;
    qint64 held = 0;   //!< wait for their host
    qint64 parked = 0; //!< wait for somebody: their batch is paused, their cause ignored, or the sweep is off
    qint64 dead = 0;
    qint64 completed = 0;
    qint64 oldestPendingSeconds = 0;
    qint64 stuck = 0; //!< running with an expired lease
    //! Why it waits, of held and parked: "breaker_open", "rate_limited", "batch_paused", "cause_ignored", …
    std::vector<std::pair<QString, qint64>> waits;
};

struct Stats
{
    std::vector<DayStats> byDay; //!< oldest first, days without a retry included
    std::vector<StepStats> byStep;
    std::vector<StepDayStats> byStepAndDay; //!< only days with attempts, oldest first
    QueueStatus queue;
};

//! One row of the retry queue.
struct QueueRow
{
    QString id;
    QString vehicleId;
    QString vehicle; //!< "1990 Porsche 911"; empty while nothing is known of it
    QString url;     //!< of its listing
    core::Step step = core::Step::FetchListing;
    QString status;
    int retryCount = 0;
    int maxRetries = 3;
    QDateTime nextRetryAt;
    std::optional<core::Cause> cause;
    QString heldReason; //!< why it waits: its host, its paused batch, an ignored cause; empty otherwise
    QString leaseOwner;
};

enum class BatchState {
    Planned, //!< stored, not started
    Waiting, //!< started; the undo window is open and no request has left
    Running, //!< being worked off
    Paused,  //!< what is under way ends, nothing new starts; see stateReason
    Done,    //!< every member has ended
    Cancelled
};
QLatin1String batchStateName(BatchState state); //!< "planned", …
std::optional<BatchState> batchStateFromName(QStringView name);

//! A stored batch and how far it is. The counts are kept by the database; reading them counts nothing.
struct BatchRow
{
    QString id;
    QString kind;   //!< "import" or "retry"
    QString reason; //!< of its attempts: "import", "retry", "scraper_improved"
    BatchState state = BatchState::Running;
    QString stateReason; //!< why it is paused
    QString filter;      //!< what was asked for, as text; empty for ids
    QString planHash;
    QString actor;
    QDateTime createdAt;
    QDateTime startsAt;   //!< the end of the undo window
    QDateTime finishedAt; //!< invalid until done or cancelled
    int canarySize = 0;   //!< so many members first; 0 = no canary, or it has been decided
    int canaryMinPercent = 0;
    qint64 planned = 0;  //!< members in all
    qint64 queued = 0;   //!< members that wait or run for the first time, unreleased ones included
    qint64 retrying = 0; //!< members that failed and are tried again
    qint64 succeeded = 0;
    qint64 skipped = 0; //!< members for which nothing was left to do or possible when their turn came
    qint64 dead = 0;    //!< members that failed for good
    qint64 cancelled = 0;
    qint64 held = 0;       //!< of queued and retrying: wait for their host
    qint64 unreleased = 0; //!< of queued: not in the queue yet
    qint64 imagesRequested = 0;
    qint64 imagesStored = 0;
    qint64 imagesSkipped = 0;
    qint64 imagesFailed = 0;

    qint64 failed() const { return dead + retrying; }
    qint64 active() const { return queued + retrying; }
    qint64 done() const { return planned - active(); }
    bool hasEnded() const { return state == BatchState::Done || state == BatchState::Cancelled; }
};

//! One (vehicle, step) of a frozen plan.
struct NewBatchItem
{
    QString vehicleId;
    core::Step step = core::Step::BackfillImages;
    QString host; //!< that the step will ask; empty when unknown or none
};

//! A member of a batch: one (vehicle, step) of the frozen plan.
struct BatchItemRow
{
    enum class State {
        Planned, //!< not released yet: a canary is out, or the batch was not started
        Queued,
        Retrying, //!< failed, tried again
        Succeeded,
        Skipped,
        Failed,
        Cancelled
    };

    QString vehicleId;
    QString vehicle; //!< "1990 Porsche 911"; empty while nothing is known of it
    QString url;     //!< of its listing
    core::Step step = core::Step::FetchListing;
    State state = State::Planned;
    std::optional<core::Cause> cause;
    QString note;          //!< one sentence: the last error, or why it was skipped
    QDateTime nextRetryAt; //!< of Queued and Retrying
    QString heldReason;
    QJsonObject changes; //!< of extraction steps that ended: {"vin": ["before", "after"], …}
};
QLatin1String batchItemStateName(BatchItemRow::State state);
std::optional<BatchItemRow::State> batchItemStateFromName(QStringView name);

//! The gate of one host for one step: its breaker, and the limits that all steps of the host share.
struct HostRow
{
    QString host;
    core::Step step = core::Step::FetchListing;
    core::BreakerState state = core::BreakerState::Closed;
    QDateTime openUntil; //!< when a probe may go; invalid while closed, or open until reset by hand
    QString reason;      //!< why it opened, one sentence
    bool manual = false; //!< opened by hand
    int trips = 0;       //!< in a row, without a close
    qint64 requests = 0; //!< in the breaker's window
    qint64 failures = 0;
    qint64 waiting = 0;         //!< queue rows of this host and step that wait
    std::optional<int> perHost; //!< limits of its own; absent: the workspace's
    std::optional<double> rate;
    double rateFactor = 1; //!< below 1: slowed down after "too many requests"
    QDateTime pausedUntil; //!< the whole host; invalid when it is not paused
    QString pauseReason;

    double failureRate() const
    {
        return requests ? static_cast<double>(failures) / static_cast<double>(requests) : 0;
    }
    qint64 held() const
    {
        return state == core::BreakerState::Closed && !pausedUntil.isValid() ? 0 : waiting;
    }
};

//! A worker: a process that works the queue off, or did so lately.
struct WorkerRow
{
    //! Who gave no sign of life for so long counts as gone.
    static constexpr int kAliveMs = 5000;

    QString name; //!< host:pid:random, the owner of its leases
    QString host; //!< the machine it runs on
    qint64 pid = 0;
    QString version;
    QDateTime startedAt;
    QDateTime heartbeatAt;
    qint64 runningSteps = 0;

    bool isAlive(const QDateTime &now) const { return heartbeatAt.addMSecs(kAliveMs) >= now; }
    bool operator==(const WorkerRow &) const = default;
};

//! Who did what to many rows at once.
struct AuditRow
{
    qint64 id = 0;
    QDateTime at;
    QString actor;  //!< user@machine
    QString action; //!< "batch.start", "batch.finish", "cause.ignore", "host.trip", …
    QString filter; //!< what was asked for, as text
    qint64 items = 0;
    QString hash; //!< of the frozen list
    QString batchId;
    QString result;
};

} // namespace db
