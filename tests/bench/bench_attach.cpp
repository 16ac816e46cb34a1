// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Attaches a PostgreSQL database that has vehicles and images already, on a server of its own, and counts
// them as attach does. RETRYDESK_BENCH_VEHICLES says how many; each has twelve wanted images and about ten
// stored ones. Prints seconds, and how long others wait for a write meanwhile.
#include "db/attachment.h"
#include "db/failurequery.h"
#include "db/picture.h"
#include "ordie.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;

namespace {

//! A server that lives as long as this.
class Server
{
public:
    Server()
    {
        control(u"start"_s);
        QFile note(m_note);
        if (!note.open(QIODevice::ReadOnly))
            qFatal("the server did not start");
        m_folder = QString::fromUtf8(note.readAll()).trimmed();
    }
    ~Server() { control(u"stop"_s); }
    Q_DISABLE_COPY_MOVE(Server)

    QString uri() const { return u"postgresql://retrydesk@/postgres?host="_s + m_folder; }

private:
    void control(const QString &what)
    {
        if (QProcess::execute(QStringLiteral(RETRYDESK_POSTGRES_SERVER), {what, m_note}) != 0)
            qFatal("the server could not %s", qPrintable(what));
    }

    QTemporaryDir m_temporary;
    QString m_note = m_temporary.filePath(u"note"_s);
    QString m_folder;
};

double secondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.elapsed()) / 1000;
}

void fill(db::Connection &connection, int vehicles)
{
    orDie(connection.run(u"SET statement_timeout = 0"_s));
    orDie(connection.run(
        u"CREATE TABLE public.vehicles (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), make text, model "
        u"text, "
        "year integer, vin text, sale_price numeric, discovery_url text, origin_metadata jsonb, created_at "
        "timestamptz DEFAULT now())"_s));
    orDie(connection.run(
        u"CREATE TABLE public.vehicle_images (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), vehicle_id uuid "
        "REFERENCES public.vehicles ON DELETE CASCADE, image_url text NOT NULL, file_name text, source text, "
        "source_url text, is_duplicate boolean DEFAULT false)"_s));
    orDie(connection.run(u"INSERT INTO public.vehicles (make, model, year, vin, sale_price, discovery_url, "
                         u"origin_metadata) SELECT 'Make', 'Model ' || n, "
                         "1950 + n % 70, CASE WHEN n % 4 <> 0 THEN 'VIN' || n END, n, "
                         "'https://bringatrailer.com/listing/car-' || n, "
                         "jsonb_build_object('source', 'bat_import', 'image_urls', (SELECT "
                         "jsonb_agg('https://images.invalid/' || n || '/' || i) "
                         "FROM generate_series(1, 12) i)) FROM generate_series(1, %1) n"_s.arg(vehicles)));
    orDie(connection.run(u"INSERT INTO public.vehicle_images (vehicle_id, image_url, source, source_url) "
                         u"SELECT v.id, 'stored', 'bat_import', u.value "
                         "FROM public.vehicles v CROSS JOIN LATERAL "
                         "jsonb_array_elements_text(v.origin_metadata -> 'image_urls') WITH "
                         "ORDINALITY u (value, place) WHERE v.sale_price % 3 <> 0 OR u.place < 7"_s));
    orDie(connection.run(u"CREATE INDEX ON public.vehicle_images (vehicle_id)"_s));
    orDie(connection.run(u"ANALYZE"_s));
    orDie(connection.run(u"SET statement_timeout = '60s'"_s));
}

//! Writes one row again and again, as another program would, until stopped: the milliseconds of each.
std::vector<double> writeMeanwhile(const QString &uri, const std::atomic<bool> &stop)
{
    std::vector<double> waits;
    const auto connection = orDie(db::Connection::open(uri));
    while (!stop) {
        waits.push_back(
            1000 * secondsOf([&] {
                orDie(connection->run(
                    u"UPDATE public.vehicles SET sale_price = sale_price + 1 WHERE discovery_url = "
                    "'https://bringatrailer.com/listing/car-1'"_s));
            }));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::sort(waits.begin(), waits.end());
    return waits;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int vehicles = qEnvironmentVariable("RETRYDESK_BENCH_VEHICLES", u"100000"_s).toInt();
    const Server server;
    const auto connection = orDie(db::Connection::open(server.uri()));
    fill(*connection, vehicles);
    orDie(connection->run(u"CREATE INDEX ON public.vehicles (discovery_url)"_s));
    const auto report = orDie(db::inspectForAttach(*connection));
    std::printf("vehicles %lld, images %lld\n", static_cast<long long>(report.vehicles),
                static_cast<long long>(report.images));
    const QTemporaryDir folder;
    std::printf("picture   %.1f s\n", secondsOf([&] {
                    orDie(db::takePicture(*connection, folder.filePath(u"p.retrydesk"_s),
                                          QDateTime::currentDateTimeUtc(),
                                          [](qint64, qint64) { return true; }));
                }));
    std::printf("attach    %.3f s\n", secondsOf([&] { orDie(db::attach(*connection)); }));
    std::atomic<bool> stop{false};
    std::vector<double> waits;
    std::thread other([&] { waits = writeMeanwhile(server.uri(), stop); });
    std::printf("counting  %.1f s without pauses\n", secondsOf([&] {
                    while (orDie(db::fillStates(*connection, 500)) > 0) {
                    }
                }));
    stop = true;
    other.join();
    std::printf("writes of others meanwhile: median %.1f ms, longest %.1f ms of %zu\n",
                waits[waits.size() / 2], waits.back(), waits.size());
    std::printf("first page of failures %.1f ms\n",
                1000 * secondsOf([&] { orDie(db::FailureQuery(*connection).page({})); }));
    std::printf("detach    %.3f s\n", secondsOf([&] { orDie(db::detach(*connection)); }));
    return 0;
}
