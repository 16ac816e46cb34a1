// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QRandomGenerator>
#include <QStringList>

namespace dbtest {

//! Statements that put random vehicles with random metadata, images and aliases into a PostgreSQL workspace:
//! what listings have, what other programs write, and what neither should. The same for the same seed.
class RandomVehicles
{
public:
    explicit RandomVehicles(quint32 seed) : m_random(seed) {}

    QStringList statements(int vehicles);

private:
    bool chance(int percent) { return static_cast<int>(m_random.bounded(100)) < percent; }
    template <typename T>
    T oneOf(std::initializer_list<T> values)
    {
        return *(values.begin() + m_random.bounded(static_cast<int>(values.size())));
    }

    void addVehicle(int number);
    QString metadata(const QStringList &urls);
    QJsonValue urlList(const QStringList &urls);
    QJsonValue count(int wanted);
    void addImages(int number, const QStringList &urls);

    QRandomGenerator m_random;
    QStringList m_vehicles; // rows of VALUES
    QStringList m_images;
    QStringList m_aliases;
    int m_imageNumber = 0;
    bool m_hasEmptyVin = false;
};

} // namespace dbtest
