// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "media/imagestore.h"
#include "net/callthread.h"

#include <QDateTime>
#include <QStringList>

namespace media {

//! A file that is to become an object.
struct Upload
{
    QString path; //!< below the store's root
    QString file;
    qint64 size = 0; //!< bytes
    QByteArray mimeType;
    QByteArray sha256; //!< hexadecimal
    QByteArray md5;    //!< hexadecimal
};

//! What an answer of an object store means.
struct Verdict
{
    enum class Kind {
        Done,
        Missing, //!< there is no such object
        Unfit,   //!< this object is not taken (too large, wrong kind); others are
        Away,    //!< it did not answer, or cannot now: the same request may go through later
        Refused  //!< it takes none: somebody has to do something first
    };

    Kind kind = Kind::Done;
    net::Fault fault;        //!< unless done; says what to do, and never contains a key
    qint64 retryAfterMs = 0; //!< what an absent one asked for
};

//! What one kind of object store wants to be asked, and what its answers mean. No state but how it is
//! reached; any thread. Paths are those of rows (storage_path).
class ObjectProtocol
{
public:
    //! A part of the list of a vehicle's objects.
    struct Page
    {
        QStringList paths;
        QByteArray next; //!< where the next part begins; empty after the last one
    };

    virtual ~ObjectProtocol() = default;

    //! Where an image of that suffix is put.
    virtual QString pathOf(const QString &vehicleId, const QString &sourceUrl,
                           const QString &suffix) const = 0;
    //! The suffixes under which it may lie there already.
    virtual QStringList suffixes() const { return imageSuffixes(); }
    //! An object that is no image of any vehicle, to try the store with.
    virtual QString probePath(const QString &name) const = 0;
    virtual QString publicUrl(const QString &path) const = 0;

    virtual net::Call put(const Upload &upload, const QDateTime &now) const = 0;
    virtual net::Call get(const QString &path, const QDateTime &now) const = 0;
    virtual net::Call head(const QString &path, const QDateTime &now) const = 0;
    virtual net::Call remove(const QString &path, const QDateTime &now) const = 0;
    //! @param next of the page before, empty for the first one.
    virtual net::Call list(const QString &vehicleId, const QByteArray &next, const QDateTime &now) const = 0;
    virtual core::Result<Page> readPage(const net::Answer &answer, const QString &vehicleId,
                                        const QByteArray &at) const = 0;
    //! @param now for what is said of clocks.
    virtual Verdict judge(const net::Answer &answer, const QDateTime &now) const = 0;

protected:
    static QStringList imageSuffixes();
};

//! The verdict on a call that got no whole answer, and on statuses that mean the same everywhere (5xx, 408,
//! 429). Absent for all others.
std::optional<Verdict> judgeTransport(const net::Answer &answer, const QString &host, const QDateTime &now);
Verdict refused(const QString &message);
//! A status and the word by which the server names its error, fit to be shown: no word that could be a key.
QString shownStatus(int status, const QString &code);

} // namespace media
