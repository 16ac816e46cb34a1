// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/httpdouble.h"

#include <QMap>
#include <QStringList>

#include <deque>

namespace testsupport {

//! An object store for tests that keeps objects in memory and can be told to fail. Paths are "bucket/key".
class ObjectDouble
{
public:
    struct Object
    {
        QByteArray bytes;
        QByteArray mimeType;
    };
    using Judge = std::function<bool(const DoubleRequest &)>;

    virtual ~ObjectDouble() = default;

    HttpDouble &server() { return *m_server; }
    QString address() const { return m_server->address(); }

    void addBucket(const QByteArray &name);
    void put(const QByteArray &path, const QByteArray &bytes, const QByteArray &mimeType = "image/jpeg");
    QList<QByteArray> paths() const;
    Object object(const QByteArray &path) const;

    //! The next requests of that verb (all, if it is empty) are answered so. Further calls queue up.
    void failNext(int times, const QByteArray &verb, const DoubleReply &reply);
    //! As failNext(), but the request takes effect before the answer is lost.
    void loseAnswers(int times, const QByteArray &verb);
    //! What is stored from now on has its last byte changed, this often.
    void damageNext(int times);
    //! ETags are the MD5 of the bytes unless this is off: then they look like those of uploads in parts.
    void setMd5Tags(bool on);

protected:
    ObjectDouble();

    //! Runs while the double is locked.
    virtual DoubleReply answer(const DoubleRequest &request) = 0;

    bool hasBucket(const QByteArray &name) const { return m_buckets.contains(name); }
    QByteArray tagOf(const QByteArray &bytes) const;
    DoubleReply give(const QByteArray &path) const;
    void take(const QByteArray &path, const DoubleRequest &request);

    QMap<QByteArray, Object> m_objects;

private:
    struct Failure
    {
        int times;
        QByteArray verb;
        DoubleReply reply;
        bool takesEffect;
    };

    DoubleReply handle(const DoubleRequest &request);

    mutable QMutex m_lock;
    QList<QByteArray> m_buckets;
    std::deque<Failure> m_failures;
    int m_damages = 0;
    bool m_md5Tags = true;
    std::unique_ptr<HttpDouble> m_server;
};

//! S3's REST API as far as images need it, path style. It believes every signature: the server that checks
//! them is in support/s3.
class S3Double : public ObjectDouble
{
public:
    //! The answer of an error, as S3 writes it.
    static DoubleReply error(int status, const QByteArray &code, const QByteArray &further = {});

    //! At most so many keys in one answer to a list.
    int pageSize = 1000;

protected:
    DoubleReply answer(const DoubleRequest &request) override;

private:
    DoubleReply list(const QByteArray &bucket, const DoubleRequest &request) const;
};

//! The object API of Supabase Storage, written from its public documentation.
class SupabaseDouble : public ObjectDouble
{
public:
    static constexpr auto kServiceKey = "service-role-key-of-the-double";
    static constexpr auto kAnonKey = "anon-key-of-the-double";

    //! The answer of an error: older servers say 400 to everything, with the status in the body.
    static DoubleReply error(int status, const QByteArray &name, const QByteArray &message);

    qint64 sizeLimit = 50 * 1024 * 1024;
    QByteArray refusedType; //!< a kind of image that the buckets do not take

protected:
    DoubleReply answer(const DoubleRequest &request) override;

private:
    DoubleReply upload(const QByteArray &path, const DoubleRequest &request);
    DoubleReply list(const QByteArray &bucket, const DoubleRequest &request) const;
};

} // namespace testsupport
