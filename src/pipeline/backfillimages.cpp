// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/backfillimages.h"

#include "core/listingurl.h"
#include "db/vehiclestore.h"
#include "pipeline/fetchgroup.h"

#include <QSet>

#include <algorithm>
#include <map>

namespace pipeline {

namespace {

//! A stored image that the page calls by this URL, waiting for its row.
struct WantedImage
{
    db::ImageItem item;
    int position = 0;
    std::shared_ptr<media::ImageSink> sink;
    std::optional<media::StoredImage> stored;
    bool hasFailed = false;
};

//! The most frequent cause, counted among the images that may still come if there are any: they say what
//! follows.
core::Cause dominant(const std::vector<db::ImageItem> &failed)
{
    const auto mayCome = [](const db::ImageItem &item) { return item.state != db::ImageItem::State::Final; };
    const bool some = std::any_of(failed.begin(), failed.end(), mayCome);
    std::map<core::Cause, int> counts;
    for (const db::ImageItem &item : failed) {
        if (!some || mayCome(item))
            ++counts[*item.cause];
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto &a, const auto &b) { return a.second < b.second; })
        ->first;
}

//! A vehicle that lacks images is not done, even if all that could be tried went well.
void judge(Outcome &outcome, const std::vector<db::ImageItem> &lacking, int wanted)
{
    if (lacking.empty())
        return;
    outcome.kind = Outcome::Kind::Failed;
    outcome.cause = dominant(lacking);
    outcome.decidesFinal = true;
    outcome.isFinal = std::all_of(lacking.begin(), lacking.end(), [](const db::ImageItem &item) {
        return item.state == db::ImageItem::State::Final;
    });
    const auto sample = std::find_if(lacking.begin(), lacking.end(), [&outcome](const db::ImageItem &item) {
        return item.cause == outcome.cause;
    });
    outcome.causeText = sample->message;
    outcome.message =
        BackfillImages::tr("%1 of %2 images failed: %3").arg(lacking.size()).arg(wanted).arg(sample->message);
}

} // namespace

struct BackfillImages::Run
{
    Job job;
    Done done;
    quint64 group = nextFetchGroup();
    std::vector<WantedImage> images; //!< those to get
    std::shared_ptr<media::VehicleImages> place;
    int wanted = 0;                     //!< all of the gallery
    std::vector<db::ImageItem> givenUp; //!< failed for good before, not tried again
    std::size_t open = 0;
    std::size_t next = 0; //!< the first image that was not started yet
    bool probes = false;  //!< one request finds out whether the host answers; the others wait for it
    Outcome outcome;
    std::optional<core::Error> error; //!< of the database or the store: ends the whole run
    std::optional<core::Cause> errorCause;
    bool cancelled = false;
    bool storeIsAway = false; //!< the rest waits until it answers again

    //! Nothing further is to be begun.
    bool isOver() const { return cancelled || error || storeIsAway; }
};

BackfillImages::BackfillImages(Services &services, ImageWriter &writer, QObject *parent)
    : QObject(parent), m_services(services), m_writer(writer)
{
}

BackfillImages::~BackfillImages()
{
    for (const RunPtr &run : std::as_const(m_runs))
        run->place.reset(); // its callbacks hold the run
}

core::Result<BackfillImages::RunPtr> BackfillImages::prepare(const Job &job)
{
    const bool all = job.options.value(QLatin1String("all_images")).toBool();
    const bool withFinal = job.options.value(QLatin1String("include_final")).toBool();
    const auto gallery = db::GalleryStore(*m_services.connection).list(job.vehicleId);
    if (!gallery)
        return gallery.error();
    auto run = std::make_shared<Run>();
    run->job = job;
    run->wanted = static_cast<int>(gallery->size());
    for (std::size_t i = 0; i < gallery->size(); ++i) {
        const db::ImageItem &item = (*gallery)[i];
        const bool isThere =
            item.state == db::ImageItem::State::Stored || item.state == db::ImageItem::State::Alias;
        const bool isFinal = item.state == db::ImageItem::State::Final && !withFinal;
        if (isFinal && !all)
            run->givenUp.push_back(item);
        if ((isThere || isFinal) && !all)
            continue;
        run->images.push_back({item, static_cast<int>(i), {}, {}, false});
    }
    return run;
}

void BackfillImages::start(const Job &job, Done done)
{
    const auto prepared = prepare(job);
    if (!prepared) {
        done(Outcome::fromError(prepared.error()));
        return;
    }
    const RunPtr run = *prepared;
    if (run->images.empty()) {
        Outcome outcome;
        if (run->givenUp.empty()) {
            outcome.kind = Outcome::Kind::Skipped;
            outcome.message = run->wanted == 0 ? tr("There are no stored image URLs.")
                                               : tr("No image was missing any more.");
        }
        judge(outcome, run->givenUp, run->wanted);
        done(outcome);
        return;
    }
    run->done = std::move(done);
    run->open = run->images.size();
    run->probes = job.isProbe;
    if (run->probes) { // the first one that asks finds out: it is to ask that host
        std::stable_partition(run->images.begin(), run->images.end(), [&job](const WantedImage &image) {
            return core::hostOf(image.item.sourceUrl) == job.host;
        });
    }
    run->place = m_services.images->forVehicle(job.vehicleId);
    m_runs.insert(runName(job), run);
    startWaiting(run);
}

void BackfillImages::startWaiting(const RunPtr &run)
{
    if (run->isOver()) { // nothing is under way: the rest is not started
        run->open = 1;
        imageEnded(run);
        return;
    }
    while (run->next < run->images.size()) {
        startImage(run, run->next++);
        if (run->probes)
            return; // imageEnded() goes on
    }
}

void BackfillImages::startImage(const RunPtr &run, std::size_t index)
{
    if (run->isOver()) { // another one ended the run at once
        imageEnded(run);
        return;
    }
    if (core::isTooLongUrl(run->images[index].item.sourceUrl)) {
        fail(run, index,
             {core::Cause::ForbiddenAddress,
              tr("The address has more than %1 bytes.").arg(core::kLongestUrl)});
        return;
    }
    if (run->job.options.value(QLatin1String("all_images")).toBool()) {
        request(run, index);
        return;
    }
    run->place->adopt(run->images[index].item.sourceUrl,
                      [this, run, index](const media::StoreAnswer &answer) { adopted(run, index, answer); });
}

void BackfillImages::adopted(const RunPtr &run, std::size_t index, const media::StoreAnswer &answer)
{
    if (!answer.isDone()) {
        storeFailed(run, index, answer);
    } else if (answer.image) {
        run->images[index].stored = answer.image;
        writeRow(run, index, true);
    } else if (run->isOver()) { // meanwhile
        imageEnded(run);
    } else {
        request(run, index);
    }
}

void BackfillImages::request(const RunPtr &run, std::size_t index)
{
    WantedImage &image = run->images[index];
    image.sink = run->place->sinkFor(image.item.sourceUrl);
    net::FetchRequest request;
    request.url = QUrl(image.item.sourceUrl);
    request.accept = "image/avif,image/webp,image/jpeg,image/png,image/gif,*/*;q=0.1";
    request.sink = image.sink;
    request.lane = static_cast<int>(core::Step::BackfillImages);
    if (run->probes)
        request.probeHost = run->job.host;
    m_services.fetches->submit(request, run->group, [this, run, index](const net::FetchResult &result) {
        imageFetched(run, index, result);
    });
}

void BackfillImages::imageFetched(const RunPtr &run, std::size_t index, const net::FetchResult &result)
{
    Outcome &outcome = run->outcome;
    WantedImage &image = run->images[index];
    outcome.imagesRequested += result.requested ? 1 : 0;
    outcome.bytes += result.bytes;
    outcome.elapsedMs = qMax(outcome.elapsedMs, result.elapsedMs);
    outcome.host = result.host;
    if (result.isDone()) {
        run->place->keep(std::exchange(image.sink, nullptr),
                         [this, run, index](const media::StoreAnswer &answer) { kept(run, index, answer); });
        return;
    }
    image.sink.reset();
    if (result.heldUntil) {
        outcome.heldUntil =
            outcome.heldUntil.isValid() ? qMax(outcome.heldUntil, *result.heldUntil) : *result.heldUntil;
        outcome.heldReason = result.heldReason;
        outcome.heldHost = result.heldHost;
        imageEnded(run);
        return;
    }
    outcome.httpStatus = result.status;
    fail(run, index, *result.fault);
}

void BackfillImages::kept(const RunPtr &run, std::size_t index, const media::StoreAnswer &answer)
{
    if (!answer.isDone()) {
        storeFailed(run, index, answer);
        return;
    }
    run->images[index].stored = answer.image;
    writeRow(run, index, false);
}

//! What the store does not do now is done later: nothing failed, and no further image is asked for meanwhile.
void BackfillImages::storeFailed(const RunPtr &run, std::size_t index, const media::StoreAnswer &answer)
{
    if (answer.fault) {
        fail(run, index, *answer.fault);
        return;
    }
    Outcome &outcome = run->outcome;
    const QDateTime until = m_services.now().addMSecs(answer.pause->count());
    outcome.heldUntil = outcome.heldUntil.isValid() ? qMax(outcome.heldUntil, until) : until;
    outcome.heldReason = kStoreUnavailable;
    outcome.heldHost.clear();
    outcome.message = answer.message;
    if (!std::exchange(run->storeIsAway, true))
        m_services.fetches->cancel(run->group);
    imageEnded(run);
}

void BackfillImages::writeRow(const RunPtr &run, std::size_t index, bool adopted)
{
    const WantedImage &image = run->images[index];
    const media::StoredImage &stored = *image.stored;
    db::NewImage row;
    row.sourceUrl = image.item.sourceUrl;
    row.imageUrl = m_services.images->publicUrl(stored.storagePath);
    row.storagePath = stored.storagePath;
    row.fileHash = stored.fileHash;
    row.fileSize = stored.fileSize;
    row.mimeType = QString::fromLatin1(stored.info.mimeType);
    row.width = stored.info.width;
    row.height = stored.info.height;
    row.position = image.position;
    m_writer.add(run->job, row,
                 [this, run, index, adopted](const core::Result<db::GalleryStore::Added> &added) {
                     if (!added && added.error().code == core::ErrorCode::Refused) {
                         fail(run, index, {core::Cause::Conflict, added.error().message});
                         return;
                     }
                     if (!added && !run->error) {
                         run->error = added.error();
                         run->errorCause = core::Cause::Database;
                         endRequests(run);
                     } else if (added) {
                         const bool isNew = *added != db::GalleryStore::Added::Alias && !adopted;
                         ++(isNew ? run->outcome.imagesStored : run->outcome.imagesSkipped);
                     }
                     imageEnded(run);
                 });
}

void BackfillImages::fail(const RunPtr &run, std::size_t index, const net::Fault &fault)
{
    using core::Cause;
    const core::CausePolicy &policy = m_services.policies.of(fault.cause);
    if (fault.cause == Cause::Cancelled) {
        run->cancelled =
            run->cancelled || !run->isOver(); // else it was cancelled because of what ended the run
    } else if (policy.retry == core::CausePolicy::Retry::StopWorker) {
        if (!run->error) {
            run->error = core::Error{core::ErrorCode::Storage, fault.message, {}};
            run->errorCause = fault.cause;
            endRequests(run);
        }
    } else {
        WantedImage &image = run->images[index];
        image.hasFailed = true;
        // Tries that failed for another kind of reason say nothing about this one.
        if (image.item.cause && m_services.policies.of(*image.item.cause).retry != policy.retry)
            image.item.attempts = 0;
        image.item.cause = fault.cause;
        image.item.message = fault.message;
        image.item.attempts += policy.usesAttempt ? 1 : 0;
        // Only what no further try can mend is final for the image; the step's own tries are counted by the
        // queue.
        const bool isFinal = core::isFinalByNature(policy, image.item.attempts) ||
                             (fault.isCertificate && image.item.attempts >= 2);
        image.item.state = isFinal ? db::ImageItem::State::Final : db::ImageItem::State::Failed;
        ++run->outcome.imagesFailed;
    }
    imageEnded(run);
}

void BackfillImages::endRequests(const RunPtr &run)
{
    m_services.fetches->cancel(run->group);
    run->place->cancel();
}

//! An image that was adopted asked nobody: the next one is the probe. After an answer the breaker lets the
//! others through or holds them.
void BackfillImages::continueAfterProbe(const RunPtr &run)
{
    run->probes = run->outcome.imagesRequested == 0 && !run->outcome.heldUntil.isValid();
    QMetaObject::invokeMethod(
        this, [this, run] { startWaiting(run); }, Qt::QueuedConnection);
}

void BackfillImages::imageEnded(const RunPtr &run)
{
    if (--run->open > 0) {
        if (run->probes)
            continueAfterProbe(run);
        return;
    }
    m_runs.remove(runName(run->job));
    Outcome outcome = run->outcome;
    if (run->error) {
        outcome.kind = Outcome::Kind::Failed;
        outcome.cause = run->errorCause;
        outcome.message = run->error->message;
        run->done(outcome);
        return;
    }
    std::vector<db::ImageItem> failed;
    for (const WantedImage &image : run->images) {
        if (image.hasFailed)
            failed.push_back(image.item);
    }
    if (run->cancelled) {
        outcome.kind = Outcome::Kind::Cancelled;
    } else if (outcome.heldUntil.isValid()) {
        outcome.kind = Outcome::Kind::Held;
    } else {
        std::vector<db::ImageItem> lacking = failed;
        lacking.insert(lacking.end(), run->givenUp.begin(), run->givenUp.end());
        judge(outcome, lacking, run->wanted);
    }
    outcome.metadata = {{QStringLiteral("wanted"), run->wanted},
                        {QStringLiteral("requested"), outcome.imagesRequested},
                        {QStringLiteral("stored"), outcome.imagesStored},
                        {QStringLiteral("skipped"), outcome.imagesSkipped},
                        {QStringLiteral("failed"), outcome.imagesFailed}};
    const QDateTime now = m_services.now();
    QSet<QString> tried;
    for (const WantedImage &image : run->images)
        tried.insert(image.item.sourceUrl);
    outcome.apply = [vehicleId = run->job.vehicleId, failed, tried, now](db::Connection &connection,
                                                                         Outcome &self) {
        db::GalleryStore gallery(connection);
        for (const db::ImageItem &item : failed) {
            if (core::isTooLongUrl(
                    item.sourceUrl)) // a key that not every database takes; it is told by the step
                continue;
            if (auto done = gallery.recordFailure(vehicleId, item, now); !done)
                return done;
        }
        // The gallery may have grown while this ran.
        const auto items = gallery.list(vehicleId);
        if (!items)
            return core::Result<void>(items.error());
        const bool hasNew = std::any_of(items->begin(), items->end(), [&tried](const db::ImageItem &item) {
            return item.state == db::ImageItem::State::Missing && !tried.contains(item.sourceUrl);
        });
        self.runAgain = hasNew && (self.kind == Outcome::Kind::Success || self.isFinal);
        if (self.runAgain)
            self.kind = Outcome::Kind::Success;
        return core::Result<void>();
    };
    run->done(outcome);
}

void BackfillImages::cancel(const Job &job)
{
    const RunPtr run = m_runs.value(runName(job));
    if (!run)
        return;
    run->cancelled = true;
    endRequests(run);
}

} // namespace pipeline
