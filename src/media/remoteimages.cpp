// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/remoteimages.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPointer>

#include <algorithm>

namespace media {

using core::Cause;
using Kind = Verdict::Kind;

namespace {

Q_LOGGING_CATEGORY(lcStore, "retrydesk.media.store", QtWarningMsg)

constexpr int kUploads = 3; //!< of bytes that turn out different over there

//! What an answer's headers prove about an object.
enum class Proof { Same, Different, Unknown };

//! @param md5 hexadecimal
Proof proofOf(const net::Answer &answer, const QByteArray &md5)
{
    QByteArray tag = answer.headers.value("etag").toLower();
    if (tag.startsWith("w/"))
        tag.remove(0, 2);
    tag.replace('"', "");
    // AWS: an ETag is the MD5 of the bytes unless they came in parts ("…-2") or are encrypted with a key that
    // is not S3's own.
    const QByteArray encryption = answer.headers.value("x-amz-server-side-encryption");
    const bool isOwn = encryption.isEmpty() || encryption == "AES256";
    const bool hasOwnKey = answer.headers.contains("x-amz-server-side-encryption-customer-algorithm");
    const bool isHex = std::all_of(tag.begin(), tag.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (tag.size() != 32 || !isHex || !isOwn || hasOwnKey)
        return Proof::Unknown;
    return tag == md5 ? Proof::Same : Proof::Different;
}

} // namespace

UploadSink::UploadSink(const QString &place, const ImageLimits &limits,
                       std::shared_ptr<IncomingFolder> incoming, const QString &sourceUrl)
    : ReceivingSink(place, limits, std::move(incoming)), m_sourceUrl(sourceUrl),
      m_md5(QCryptographicHash::Md5)
{
}

std::optional<net::Fault> UploadSink::begin(const net::ResponseHead &head)
{
    m_md5.reset();
    return ReceivingSink::begin(head);
}

std::optional<net::Fault> UploadSink::write(const QByteArray &bytes)
{
    m_md5.addData(bytes);
    return ReceivingSink::write(bytes);
}

//! An image on its way up.
struct RemoteImages::Keeping
{
    std::shared_ptr<UploadSink> sink; //!< its file goes with it
    StoredImage image;
    Done done;
    int uploads = 0;
};

RemoteImages::RemoteImages(ObjectService &service, std::shared_ptr<IncomingFolder> incoming,
                           const QString &place, const ImageLimits &limits, const QString &vehicleId)
    : m_service(service), m_incoming(std::move(incoming)), m_place(place), m_limits(limits),
      m_vehicleId(vehicleId), m_calls(service)
{
}

StoreAnswer RemoteImages::answerOf(const Verdict &verdict) const
{
    StoreAnswer answer;
    if (verdict.kind == Kind::Away) {
        answer.pause = m_service.pause().value_or(std::chrono::seconds(1));
        answer.message = verdict.fault.message;
    } else if (verdict.kind != Kind::Done) {
        answer.fault = verdict.fault;
    }
    return answer;
}

void RemoteImages::adopt(const QString &sourceUrl, Done done)
{
    if (m_there) {
        look(sourceUrl, done);
        return;
    }
    m_waiting.push_back({sourceUrl, std::move(done)});
    if (m_waiting.size() > 1)
        return;
    m_found.clear();
    list({});
}

void RemoteImages::list(const QByteArray &next)
{
    m_calls.ask(
        [this, next](const QDateTime &now) { return m_service.protocol().list(m_vehicleId, next, now); },
        [this, next](const Verdict &verdict, const net::Answer &answer) { listed(verdict, answer, next); });
}

void RemoteImages::listed(const Verdict &verdict, const net::Answer &answer, const QByteArray &at)
{
    if (verdict.kind != Kind::Done) {
        endListing(answerOf(verdict));
        return;
    }
    const auto page = m_service.protocol().readPage(answer, m_vehicleId, at);
    if (!page) {
        endListing(answerOf(refused(page.error().message)));
        return;
    }
    for (const QString &path : page->paths)
        m_found.insert(path);
    if (!page->next.isEmpty() && page->next != at) {
        list(page->next);
        return;
    }
    m_there = m_found;
    endListing(std::nullopt);
}

void RemoteImages::endListing(const std::optional<StoreAnswer> &failure)
{
    const std::vector<Waiting> waiting = std::exchange(m_waiting, {});
    const QPointer<RemoteImages> self(this);
    for (const Waiting &one : waiting) {
        if (!self)
            return;
        if (failure)
            one.done(*failure);
        else
            look(one.sourceUrl, one.done);
    }
}

void RemoteImages::look(const QString &sourceUrl, const Done &done)
{
    const ObjectProtocol &protocol = m_service.protocol();
    const QStringList suffixes = protocol.suffixes();
    for (const QString &suffix : suffixes) {
        const QString path = protocol.pathOf(m_vehicleId, sourceUrl, suffix);
        if (m_there->contains(path)) {
            fetch(path, done);
            return;
        }
    }
    done({});
}

//! The object may be anybody's: it is checked like an image from its source.
void RemoteImages::fetch(const QString &path, const Done &done)
{
    const auto sink = std::make_shared<std::shared_ptr<ReceivingSink>>();
    m_calls.ask(
        [this, path, sink](const QDateTime &now) {
            *sink = std::make_shared<ReceivingSink>(m_place, m_limits, m_incoming);
            net::Call call = m_service.protocol().get(path, now);
            call.sink = *sink;
            return call;
        },
        [this, path, sink, done](const Verdict &verdict, const net::Answer &) {
            StoreAnswer answer = answerOf(verdict);
            const bool isInvalid = verdict.kind == Kind::Unfit && verdict.fault.cause != Cause::Storage;
            if (verdict.kind == Kind::Done) {
                answer.image = (*sink)->received();
                answer.image->storagePath = path;
            } else if (isInvalid || verdict.kind == Kind::Missing) {
                qCInfo(lcStore).noquote() << "not adopted:" << path << verdict.fault.message;
                answer = {};
            }
            done(answer);
        });
}

std::shared_ptr<ImageSink> RemoteImages::sinkFor(const QString &sourceUrl)
{
    return std::make_shared<UploadSink>(m_place, m_limits, m_incoming, sourceUrl);
}

void RemoteImages::keep(const std::shared_ptr<ImageSink> &sink, Done done)
{
    const auto keeping = std::make_shared<Keeping>();
    keeping->sink = std::static_pointer_cast<UploadSink>(sink);
    keeping->image = keeping->sink->received();
    keeping->image.storagePath =
        m_service.protocol().pathOf(m_vehicleId, keeping->sink->sourceUrl(), keeping->image.info.suffix);
    keeping->done = std::move(done);
    send(keeping);
}

void RemoteImages::send(const KeepingPtr &keeping)
{
    ++keeping->uploads;
    m_calls.ask(
        [this, keeping](const QDateTime &now) {
            const StoredImage &image = keeping->image;
            return m_service.protocol().put({image.storagePath, keeping->sink->filePath(), image.fileSize,
                                             image.info.mimeType, image.fileHash.toLatin1(),
                                             keeping->sink->md5()},
                                            now);
        },
        [this, keeping](const Verdict &verdict, const net::Answer &answer) {
            if (verdict.kind == Kind::Done)
                prove(keeping, answer);
            else
                keeping->done(answerOf(verdict));
        });
}

void RemoteImages::prove(const KeepingPtr &keeping, const net::Answer &answer)
{
    switch (proofOf(answer, keeping->sink->md5())) {
    case Proof::Same: {
        StoreAnswer kept;
        kept.image = keeping->image;
        keeping->done(kept);
        return;
    }
    case Proof::Different:
        sendAgain(keeping);
        return;
    case Proof::Unknown:
        measure(keeping);
        return;
    }
}

//! Where the store does not tell a hash by itself.
void RemoteImages::measure(const KeepingPtr &keeping)
{
    m_calls.ask(
        [this, keeping](const QDateTime &now) {
            return m_service.protocol().head(keeping->image.storagePath, now);
        },
        [this, keeping](const Verdict &verdict, const net::Answer &answer) {
            if (verdict.kind != Kind::Done && verdict.kind != Kind::Missing) {
                keeping->done(answerOf(verdict));
                return;
            }
            const bool isSame =
                verdict.kind == Kind::Done &&
                answer.headers.value("content-length").toLongLong() == keeping->image.fileSize &&
                proofOf(answer, keeping->sink->md5()) != Proof::Different;
            if (!isSame) {
                sendAgain(keeping);
                return;
            }
            StoreAnswer kept;
            kept.image = keeping->image;
            keeping->done(kept);
        });
}

void RemoteImages::sendAgain(const KeepingPtr &keeping)
{
    if (keeping->uploads < kUploads) {
        send(keeping);
        return;
    }
    keeping->done(answerOf(refused(
        QCoreApplication::translate("media",
                                    "The image store holds other bytes than it was sent (%1): check what is "
                                    "between it and this machine, then start again.")
            .arg(keeping->image.storagePath))));
}

void RemoteImages::cancel()
{
    m_calls.cancel();
}

} // namespace media
