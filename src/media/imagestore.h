// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "core/secrets.h"
#include "media/imagecheck.h"
#include "net/fetch.h"
#include "net/fetchpool.h"

#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace media {

//! The limits an image must keep to (settings net.max_bytes and net.max_pixels).
struct ImageLimits
{
    qint64 maxBytes = 50 * 1024 * 1024;
    qint64 maxPixels = 200'000'000;
};

//! An image that is durable under its final name.
struct StoredImage
{
    ImageInfo info;
    QString storagePath; //!< relative to the store's root
    QString fileHash;    //!< SHA-256 of the bytes, hexadecimal
    qint64 fileSize = 0; //!< bytes
};

//! A sink for one image. Where finish() alone makes it durable, stored() is set from then on; elsewhere
//! VehicleImages::keep() has the rest to do.
class ImageSink : public net::Sink
{
public:
    virtual const std::optional<StoredImage> &stored() const = 0;
};

//! How a store ended what it was asked for. Exactly one of: done (neither of the others), failed (fault), or
//! the store did not answer for now (pause: nothing failed, and it is asked again after that time).
struct StoreAnswer
{
    std::optional<StoredImage> image; //!< when done; adopt() may find none
    std::optional<net::Fault> fault;
    std::optional<std::chrono::milliseconds> pause;
    QString message; //!< with a pause: why

    bool isDone() const { return !fault && !pause; }
};

//! The images of one vehicle in a store, for one run of a step. Lives in the store's thread; sinks may be
//! used on others. Destroyed, it ends what is under way.
class VehicleImages
{
public:
    //! Comes exactly once, maybe before the function returns, never after the object is gone. It may destroy
    //! the object.
    using Done = std::function<void(const StoreAnswer &)>;

    virtual ~VehicleImages() = default;

    //! The whole, valid image that lies there for this URL: of an earlier run that did not live to write its
    //! row, or of another program. What is torn or invalid counts as absent.
    virtual void adopt(const QString &sourceUrl, Done done) = 0;
    //! A sink for the image of this URL, fit for fetch threads. It may outlive this object and the store.
    virtual std::shared_ptr<ImageSink> sinkFor(const QString &sourceUrl) = 0;
    //! Makes the image durable that a sink of this object received whole.
    virtual void keep(const std::shared_ptr<ImageSink> &sink, Done done) = 0;
    //! Ends what is under way with the cause cancelled; what is asked for later may end so, too.
    virtual void cancel() = 0;
};

//! A place for image bytes. Lives in one thread.
class ImageStore
{
public:
    virtual ~ImageStore() = default;

    //! Before work begins, and without waiting for a network: whether images can be received. The error says
    //! what to do.
    virtual core::Result<void> check() = 0;
    //! Whether the place really takes, gives and drops something. May wait for a network.
    virtual core::Result<void> probe() = 0;
    //! Those of these stored images that are not there. May wait for a network.
    virtual core::Result<QStringList> missing(const QStringList &storagePaths) = 0;
    virtual std::unique_ptr<VehicleImages> forVehicle(const QString &vehicleId) = 0;
    //! Removes a stored image that no row needs, for example one that turned out to equal another. Nothing
    //! there is no error. A place far away does it later, and logs what goes wrong.
    virtual core::Result<void> remove(const QString &storagePath) = 0;
    //! Where everybody finds a stored image, for image_url; empty where only this machine has it.
    virtual QString publicUrl(const QString &storagePath) const = 0;
};

//! What a store is opened with. Only `where` and the limits matter to a folder.
struct StoreOptions
{
    QString where; //!< an absolute folder, s3://bucket/prefix, or supabase://bucket
    ImageLimits limits = {};
    QString incoming = {};       //!< the folder for images on their way to a place far away; made if need be
    QString s3Endpoint = {};     //!< of a provider other than AWS
    QString s3Region = {};       //!< empty: us-east-1
    QString publicBase = {};     //!< what public URLs of an S3 store begin with; empty: its own address
    QString supabaseUrl = {};    //!< of the project
    net::FetchSettings net = {}; //!< proxy, caFile, timeoutMs, minBytesPerSecond, userAgent
    core::Secrets secrets = core::Secrets();
    core::Clock clock = core::systemClock();
    core::Random random = core::systemRandom();
    std::chrono::milliseconds firstWait = std::chrono::milliseconds(500); //!< before a request is repeated
};

//! Whether a place is a bucket and no folder.
bool isRemotePlace(const QString &where);

//! Opens the store a workspace names. A folder must exist: a missing one is a storage error that says so, it
//! is never made up silently. Temporary files of dead processes are removed, those of living ones stay. A
//! bucket is not asked for anything yet; keys that are missing are a usage error.
core::Result<std::unique_ptr<ImageStore>> openImageStore(const StoreOptions &options);
//! The same for a new workspace: creates a folder first, and probes the place.
core::Result<std::unique_ptr<ImageStore>> createImageStore(const StoreOptions &options);

} // namespace media
