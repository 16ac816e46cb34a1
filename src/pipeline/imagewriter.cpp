// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/imagewriter.h"

#include "db/vehiclestore.h"

#include <QHash>
#include <QLoggingCategory>

#include <iterator>

namespace pipeline {

namespace {

Q_LOGGING_CATEGORY(lcImages, "retrydesk.pipeline.images", QtWarningMsg)

constexpr std::size_t kLargestBatch = 128;
constexpr int kLongestWaitMs = 40;
constexpr int kBusyMs = 1000;

} // namespace

ImageWriter::ImageWriter(Services &services, QObject *parent) : QObject(parent), m_services(services)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ImageWriter::flush);
}

void ImageWriter::add(const Job &job, const db::NewImage &image, Done done)
{
    m_pending.push_back({job, image, std::move(done)});
    if (m_pending.size() == kLargestBatch)
        flush();
    else if (!m_timer.isActive())
        m_timer.start(kLongestWaitMs);
}

void ImageWriter::flush()
{
    m_timer.stop();
    std::vector<Pending> batch;
    batch.swap(m_pending);
    if (batch.empty())
        return;
    auto written = writeAll(batch, false);
    if (!written && isRefusal(written.error()))
        written = writeAll(batch, true);
    if (!written && written.error().code == core::ErrorCode::Busy) {
        // Another program holds the database: the images are durable, the rows can wait.
        m_pending.insert(m_pending.begin(), std::make_move_iterator(batch.begin()),
                         std::make_move_iterator(batch.end()));
        m_timer.start(kBusyMs);
        return;
    }
    if (!written) {
        for (Pending &pending : batch)
            pending.result = written.error();
    }
    QHash<QString, int> stored;
    for (const Pending &pending : batch) {
        if (!pending.result)
            continue;
        ++stored[pending.job.vehicleId];
        if (*pending.result == db::GalleryStore::Added::Alias)
            removeUnneeded(pending);
    }
    for (auto it = stored.cbegin(); it != stored.cend(); ++it)
        emit imagesStored(it.key(), it.value());
    for (const Pending &pending : batch)
        pending.done(pending.result);
}

//! The row that has these bytes mostly points at a file of its own; rows of other programs may point at this
//! one.
void ImageWriter::removeUnneeded(const Pending &pending)
{
    const auto isNeeded =
        db::GalleryStore(*m_services.connection).hasRowFor(pending.job.vehicleId, pending.image);
    if (!isNeeded) {
        qCWarning(lcImages).noquote() << isNeeded.error().message;
        return;
    }
    if (*isNeeded)
        return;
    if (auto removed = m_services.images->remove(pending.image.storagePath); !removed)
        qCWarning(lcImages).noquote() << removed.error().message;
}

core::Result<void> ImageWriter::writeAll(std::vector<Pending> &batch, bool oneByOne)
{
    return db::inTransaction(*m_services.connection, [&]() -> core::Result<void> {
        db::QueueStore queue(*m_services.connection);
        QHash<QString, bool> leases;
        for (Pending &pending : batch) {
            if (!leases.contains(pending.job.id)) {
                const auto held = queue.holdsLease(pending.job);
                if (!held)
                    return held.error();
                leases.insert(pending.job.id, *held);
            }
            if (!leases.value(pending.job.id)) {
                pending.result =
                    core::Error{core::ErrorCode::Conflict, tr("Another worker took this step over."), {}};
                continue;
            }
            pending.result = oneByOne
                                 ? db::inSavepoint(*m_services.connection, [&] { return write(pending); })
                                 : write(pending);
            if (!pending.result && !(oneByOne && isRefusal(pending.result.error())))
                return pending.result.error();
        }
        return setPictures(batch);
    });
}

core::Result<db::GalleryStore::Added> ImageWriter::write(const Pending &pending)
{
    return db::GalleryStore(*m_services.connection)
        .add(pending.job.vehicleId, pending.image, m_services.now());
}

//! The first of a gallery that came becomes the vehicle's picture.
core::Result<void> ImageWriter::setPictures(const std::vector<Pending> &batch)
{
    QHash<QString, const db::NewImage *> first;
    for (const Pending &pending : batch) {
        const db::NewImage *&known = first[pending.job.vehicleId];
        if (pending.result && (!known || pending.image.position < known->position))
            known = &pending.image;
    }
    for (auto it = first.cbegin(); it != first.cend(); ++it) {
        if (!it.value())
            continue;
        auto done = db::VehicleStore(*m_services.connection)
                        .setPrimaryImage(it.key(), it.value()->fileHash, it.value()->position);
        if (!done)
            return done;
    }
    return {};
}

} // namespace pipeline
