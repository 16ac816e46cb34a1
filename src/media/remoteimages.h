// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/incomingfolder.h"
#include "media/objectcalls.h"
#include "media/receivingsink.h"

#include <QCryptographicHash>
#include <QSet>

#include <vector>

namespace media {

//! Receives an image that is then sent up: it stays in its temporary file, with the MD5 that object stores
//! compare.
class UploadSink : public ReceivingSink
{
public:
    UploadSink(const QString &place, const ImageLimits &limits, std::shared_ptr<IncomingFolder> incoming,
               const QString &sourceUrl);

    std::optional<net::Fault> begin(const net::ResponseHead &head) override;
    std::optional<net::Fault> write(const QByteArray &bytes) override;

    const QString &sourceUrl() const { return m_sourceUrl; }
    QByteArray md5() const { return m_md5.result().toHex(); }

private:
    QString m_sourceUrl;
    QCryptographicHash m_md5;
};

//! The images of one vehicle in a RemoteStore.
class RemoteImages : public QObject, public VehicleImages
{
    Q_OBJECT

public:
    RemoteImages(ObjectService &service, std::shared_ptr<IncomingFolder> incoming, const QString &place,
                 const ImageLimits &limits, const QString &vehicleId);

    void adopt(const QString &sourceUrl, Done done) override;
    std::shared_ptr<ImageSink> sinkFor(const QString &sourceUrl) override;
    void keep(const std::shared_ptr<ImageSink> &sink, Done done) override;
    void cancel() override;

private:
    struct Waiting
    {
        QString sourceUrl;
        Done done;
    };
    struct Keeping;
    using KeepingPtr = std::shared_ptr<Keeping>;

    void list(const QByteArray &next);
    void listed(const Verdict &verdict, const net::Answer &answer, const QByteArray &at);
    void endListing(const std::optional<StoreAnswer> &failure);
    void look(const QString &sourceUrl, const Done &done);
    void fetch(const QString &path, const Done &done);
    void send(const KeepingPtr &keeping);
    void prove(const KeepingPtr &keeping, const net::Answer &answer);
    void measure(const KeepingPtr &keeping);
    void sendAgain(const KeepingPtr &keeping);
    StoreAnswer answerOf(const Verdict &verdict) const;

    ObjectService &m_service;
    std::shared_ptr<IncomingFolder> m_incoming;
    QString m_place;
    ImageLimits m_limits;
    QString m_vehicleId;
    std::optional<QSet<QString>> m_there; //!< the paths of the vehicle's objects, once they are listed
    QSet<QString> m_found;                //!< while they are
    std::vector<Waiting> m_waiting;       //!< for the list
    ObjectCalls m_calls;
};

} // namespace media
