// Prints the price of each thing that it is asked for: prices [thing ...]
#include <fstream>
#include <iostream>
#include <map>
#include <string>

int main(int count, char** names) {
    std::ifstream file("data/prices.csv");
    std::map<std::string, std::string> prices;
    for (std::string line; std::getline(file, line);) {
        const auto comma = line.find(',');
        prices[line.substr(0, comma)] = line.substr(comma + 1);
    }
    int missing = 0;
    for (int at = 1; at < count; at++) {
        const auto found = prices.find(names[at]);
        if (found == prices.end()) {
            std::cerr << names[at] << " has no price\n";
            missing++;
        } else {
            std::cout << found->first << " " << found->second << "\n";
        }
    }
    if (count == 1) std::cout << prices.size() << " things\n";
    return missing == 0 ? 0 : 1;
}
