// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "media/imagecheck.h"
#include "net/fetch.h"

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

//! A sink that ends in a durable image. stored() is set once finish() returned without a fault.
class ImageSink : public net::Sink
{
public:
    virtual const std::optional<StoredImage> &stored() const = 0;
};

//! A place for image bytes. Thread-safe: sinks work on fetch threads.
class ImageStore
{
public:
    virtual ~ImageStore() = default;

    //! Whether the place is there and can be written; the error says what to do.
    virtual core::Result<void> check() = 0;
    //! A sink for one image of a vehicle. The final name is made of the vehicle's id and the SHA-1 of the
    //! source URL.
    virtual std::unique_ptr<ImageSink> sinkFor(const QString &vehicleId, const QString &sourceUrl) = 0;
    //! The whole, valid image that an earlier run stored for this URL without living to write its row.
    //! Absent when there is none; a torn or invalid file is removed.
    virtual core::Result<std::optional<StoredImage>> adopt(const QString &vehicleId,
                                                           const QString &sourceUrl) = 0;
    //! Removes a stored file, for example one that turned out to equal another image. Nothing there is no
    //! error.
    virtual core::Result<void> remove(const QString &storagePath) = 0;
    //! Whether the file of a row is there.
    virtual bool contains(const QString &storagePath) const = 0;
    //! The absolute path or URL of a stored image, for image_url and for people.
    virtual QString location(const QString &storagePath) const = 0;
};

//! Opens the store a workspace names; for now an absolute folder that exists (a missing one is a storage
//! error that says so: it is never made up silently). Removes temporary files of dead processes, those of
//! living ones stay. supabase:// and s3:// are usage errors.
core::Result<std::unique_ptr<ImageStore>> openImageStore(const QString &where, const ImageLimits &limits);
//! The same for a new workspace: creates the folder first.
core::Result<std::unique_ptr<ImageStore>> createImageStore(const QString &where, const ImageLimits &limits);

} // namespace media
